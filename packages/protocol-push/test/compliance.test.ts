import { describe, test } from '@jest/globals';
import { protocolCases, type OptionRow, type ProtocolSubject } from '@sp/compliance';
import { createPush, createRawPush } from '@sp/protocol-push';

const forever: OptionRow = { kind: 'deadline', default: Infinity };
const off: OptionRow = { kind: 'flag', default: false };
const queue: OptionRow = { kind: 'length', default: 128 };

const cooked: ProtocolSubject = {
  create: createPush,
  info: { self: 0x50, peer: 0x51, selfName: 'push', peerName: 'pull' },
  raw: false,
  sends: true,
  receives: false,
  options: { sendDeadline: forever, bestEffort: off, writeQLen: queue, failNoPeers: off },
  sendWaits: { options: { writeQLen: 0 } },
};

const raw: ProtocolSubject = { ...cooked, create: createRawPush, raw: true };

describe.each([
  ['PUSH', cooked],
  ['raw PUSH', raw],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
