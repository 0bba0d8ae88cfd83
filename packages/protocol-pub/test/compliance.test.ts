import { describe, test } from '@jest/globals';
import { protocolCases, type OptionRow, type ProtocolSubject } from '@sp/compliance';
import { createPub, createRawPub } from '@sp/protocol-pub';

const queue: OptionRow = { kind: 'length', default: 128 };

const cooked: ProtocolSubject = {
  create: createPub,
  info: { self: 0x20, peer: 0x21, selfName: 'pub', peerName: 'sub' },
  raw: false,
  sends: true,
  receives: false,
  options: { writeQLen: queue },
};

const raw: ProtocolSubject = { ...cooked, create: createRawPub, raw: true };

describe.each([
  ['PUB', cooked],
  ['raw PUB', raw],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
