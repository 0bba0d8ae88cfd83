import { describe, test } from '@jest/globals';
import { protocolCases, type OptionRow, type ProtocolSubject } from '@sp/compliance';
import { createPair, createRawPair } from '@sp/protocol-pair';

const forever: OptionRow = { kind: 'deadline', default: Infinity };
const off: OptionRow = { kind: 'flag', default: false };
const queue: OptionRow = { kind: 'length', default: 128 };

const cooked: ProtocolSubject = {
  create: createPair,
  info: { self: 0x10, peer: 0x10, selfName: 'pair', peerName: 'pair' },
  raw: false,
  sends: true,
  receives: true,
  options: { recvDeadline: forever, sendDeadline: forever, bestEffort: off, readQLen: queue, writeQLen: queue },
  stopsPeers: true,
  sendWaits: { options: { writeQLen: 0 } },
};

const raw: ProtocolSubject = { ...cooked, create: createRawPair, raw: true };

describe.each([
  ['PAIR', cooked],
  ['raw PAIR', raw],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
