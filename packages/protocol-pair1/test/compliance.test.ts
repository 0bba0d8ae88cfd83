import { describe, test } from '@jest/globals';
import { protocolCases, type OptionRow, type ProtocolSubject } from '@sp/compliance';
import { createPair1, createPair1Poly, createRawPair1 } from '@sp/protocol-pair1';
import { Message } from '@sp/core';

const HOP = Uint8Array.of(0, 0, 0, 1);

const forever: OptionRow = { kind: 'deadline', default: Infinity };
const off: OptionRow = { kind: 'flag', default: false };
const queue: OptionRow = { kind: 'length', default: 128 };

const cooked: ProtocolSubject = {
  create: createPair1,
  info: { self: 0x11, peer: 0x11, selfName: 'pair1', peerName: 'pair1' },
  raw: false,
  sends: true,
  receives: true,
  options: {
    recvDeadline: forever,
    sendDeadline: forever,
    bestEffort: off,
    readQLen: queue,
    writeQLen: queue,
    ttl: { kind: 'ttl', default: 8 },
    polyamorous: { kind: 'other' },
  },
  stopsPeers: true,
  incoming: (body) => [HOP, body],
  sendWaits: { options: { writeQLen: 0 } },
};

const raw: ProtocolSubject = {
  ...cooked,
  create: createRawPair1,
  raw: true,
  outgoing: (body) => new Message(body, HOP),
};

const poly: ProtocolSubject = { ...cooked, create: createPair1Poly };

describe.each([
  ['PAIR1', cooked],
  ['raw PAIR1', raw],
  ['polyamorous PAIR1', poly],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
