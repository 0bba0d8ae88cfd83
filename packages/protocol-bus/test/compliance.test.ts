import { describe, test } from '@jest/globals';
import { protocolCases, type ProtocolSubject } from '@sp/compliance';
import { protocols } from '@sp/core/protocol';
import { createBus, createRawBus } from '@sp/protocol-bus';

const cooked: ProtocolSubject = {
  create: createBus,
  info: protocols.bus,
  raw: false,
  sends: true,
  receives: true,
  stopsPeers: true,
  options: {
    recvDeadline: { kind: 'deadline', default: Infinity },
    readQLen: { kind: 'length', default: 128 },
    writeQLen: { kind: 'length', default: 128 },
  },
};

const raw: ProtocolSubject = { ...cooked, create: createRawBus, raw: true };

describe.each([
  ['BUS', cooked],
  ['raw BUS', raw],
] as const)('a %s socket', (_, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
