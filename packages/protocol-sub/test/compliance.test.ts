import { describe, test } from '@jest/globals';
import { protocolCases, type OptionRow, type ProtocolSubject } from '@sp/compliance';
import { createRawSub, createSub, type Subscribes } from '@sp/protocol-sub';

const forever: OptionRow = { kind: 'deadline', default: Infinity };
const queue: OptionRow = { kind: 'length', default: 128 };

const cooked: ProtocolSubject = {
  create: createSub,
  info: { self: 0x21, peer: 0x20, selfName: 'sub', peerName: 'pub' },
  raw: false,
  sends: false,
  receives: true,
  options: { recvDeadline: forever, readQLen: queue, preferNew: { kind: 'flag', default: true } },
  contexts: ['recvDeadline', 'readQLen', 'preferNew'],
  beforeRecv: (exchange) => (exchange as unknown as Subscribes).subscribe(''),
};

const raw: ProtocolSubject = {
  create: createRawSub,
  info: cooked.info,
  raw: true,
  sends: false,
  receives: true,
  options: { recvDeadline: forever, readQLen: queue },
};

describe.each([
  ['SUB', cooked],
  ['raw SUB', raw],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
