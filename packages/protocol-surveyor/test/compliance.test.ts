import { describe, test } from '@jest/globals';
import { idOf, protocolCases, type ProtocolSubject } from '@sp/compliance';
import { Message } from '@sp/core';
import { protocols } from '@sp/core/protocol';
import { createRawSurveyor, createSurveyor } from '@sp/protocol-surveyor';

const ID = Uint8Array.of(0x80, 0, 0, 1);

const cooked: ProtocolSubject = {
  create: createSurveyor,
  info: protocols.surveyor,
  raw: false,
  sends: true,
  receives: true,
  options: {
    surveyTime: { kind: 'time', default: 1000 },
    recvDeadline: { kind: 'deadline', default: Infinity },
    readQLen: { kind: 'length', default: 128 },
    writeQLen: { kind: 'length', default: 128 },
  },
  contexts: ['surveyTime', 'recvDeadline', 'readQLen'],
  beforeRecv: (exchange) => exchange.send?.('survey'),
  incoming: (body, pipe) => [idOf(pipe.sent.at(-1)), body],
};

const raw: ProtocolSubject = {
  create: createRawSurveyor,
  info: protocols.surveyor,
  raw: true,
  sends: true,
  receives: true,
  stopsPeers: true,
  options: {
    recvDeadline: { kind: 'deadline', default: Infinity },
    readQLen: { kind: 'length', default: 128 },
    writeQLen: { kind: 'length', default: 128 },
  },
  incoming: (body) => [ID, body],
  outgoing: (body) => new Message(body, ID),
};

describe.each([
  ['SURVEYOR', cooked],
  ['raw SURVEYOR', raw],
] as const)('a %s socket', (_, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
