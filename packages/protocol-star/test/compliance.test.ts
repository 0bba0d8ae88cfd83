import { describe, test } from '@jest/globals';
import { protocolCases, type ProtocolSubject } from '@sp/compliance';
import { Message } from '@sp/core';
import { protocols } from '@sp/core/protocol';
import { createRawStar, createStar } from '@sp/protocol-star';

const cooked: ProtocolSubject = {
  create: createStar,
  info: protocols.star,
  raw: false,
  sends: true,
  receives: true,
  stopsPeers: true,
  options: {
    recvDeadline: { kind: 'deadline', default: Infinity },
    readQLen: { kind: 'length', default: 128 },
    writeQLen: { kind: 'length', default: 128 },
    ttl: { kind: 'ttl', default: 8 },
  },
  incoming: (body) => [Uint8Array.of(0, 0, 0, 1), body],
};

const raw: ProtocolSubject = {
  ...cooked,
  create: createRawStar,
  raw: true,
  outgoing: (body) => new Message(body, Uint8Array.of(0, 0, 0, 0)),
};

describe.each([
  ['STAR', cooked],
  ['raw STAR', raw],
] as const)('a %s socket', (_, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
