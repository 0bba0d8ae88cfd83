import { describe, test } from '@jest/globals';
import { protocolCases, type OptionRow, type ProtocolSubject } from '@sp/compliance';
import { createPull, createRawPull } from '@sp/protocol-pull';

const forever: OptionRow = { kind: 'deadline', default: Infinity };
const queue: OptionRow = { kind: 'length', default: 128 };

const cooked: ProtocolSubject = {
  create: createPull,
  info: { self: 0x51, peer: 0x50, selfName: 'pull', peerName: 'push' },
  raw: false,
  sends: false,
  receives: true,
  options: { recvDeadline: forever, readQLen: queue },
  stopsPeers: true,
};

const raw: ProtocolSubject = { ...cooked, create: createRawPull, raw: true };

describe.each([
  ['PULL', cooked],
  ['raw PULL', raw],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
