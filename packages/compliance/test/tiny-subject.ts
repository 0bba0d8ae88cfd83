import type { ProtocolSubject } from '@sp/compliance';
import { Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { tinyDefinition, type TinyContextOptions, type TinyOptions } from './tiny-protocol.ts';

type Definition = ProtocolDefinition<TinyOptions, TinyContextOptions>;

/** The class of a socket, or of one that is broken. */
export type SocketConstructor = new (...given: ConstructorParameters<typeof Socket>) => Socket;

/** The tiny protocol as a subject, saying nothing of its contexts. */
export const silentSubject = (definition: Definition, SocketClass: SocketConstructor): ProtocolSubject => ({
  create: (net, options) => new SocketClass(net, definition, options),
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
  sendWaits: { options: { writeQLen: 0 } },
});

/** The tiny protocol as a subject. */
export const tinySubject = (
  definition: Definition = tinyDefinition,
  SocketClass: SocketConstructor = Socket,
): ProtocolSubject => ({ ...silentSubject(definition, SocketClass), contexts: ['sendDeadline', 'recvDeadline'] });
