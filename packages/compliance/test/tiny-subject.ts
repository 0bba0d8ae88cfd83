import type { ProtocolSubject, SubjectSocket } from '@sp/compliance';
import { Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { tinyDefinition, type TinyContextOptions, type TinyOptions } from './tiny-protocol.ts';

type Definition = ProtocolDefinition<TinyOptions, TinyContextOptions>;

/** The tiny protocol as a subject. */
export const tinySubject = (
  definition: Definition = tinyDefinition,
  SocketClass: typeof Socket = Socket,
): ProtocolSubject => ({
  create: (net, options) => new SocketClass(net, definition, options) as SubjectSocket,
  info: tinyDefinition.info,
  raw: false,
  sends: true,
  receives: true,
  stopsPeers: true,
  options: {
    sendDeadline: { kind: 'deadline', default: Infinity },
    recvDeadline: { kind: 'deadline', default: Infinity },
    bestEffort: { kind: 'flag', default: false },
    readQLen: { kind: 'length', default: 128 },
    writeQLen: { kind: 'length', default: 128 },
    ttl: { kind: 'ttl', default: 8 },
  },
  contexts: ['sendDeadline', 'recvDeadline'],
  sendWaits: { options: { writeQLen: 0 } },
});
