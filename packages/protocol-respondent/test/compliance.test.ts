import { describe, test } from '@jest/globals';
import { protocolCases, type MockPipe, type ProtocolSubject, type SubjectExchange } from '@sp/compliance';
import { Message } from '@sp/core';
import { protocols, wordBytes } from '@sp/core/protocol';
import { createRawRespondent, createRespondent } from '@sp/protocol-respondent';

const ID = Uint8Array.of(0x80, 0, 0, 1);

/** The peer asks, and the survey is received. */
async function ask(exchange: SubjectExchange, pipe: MockPipe): Promise<void> {
  pipe.deliver(ID, 'survey');
  await exchange.recv?.();
}

const cooked: ProtocolSubject = {
  create: createRespondent,
  info: protocols.respondent,
  raw: false,
  sends: true,
  receives: true,
  stopsPeers: true,
  options: {
    recvDeadline: { kind: 'deadline', default: Infinity },
    sendDeadline: { kind: 'deadline', default: Infinity },
    bestEffort: { kind: 'flag', default: false },
    readQLen: { kind: 'length', default: 128 },
    writeQLen: { kind: 'length', default: 0 },
    ttl: { kind: 'ttl', default: 8 },
  },
  contexts: ['recvDeadline', 'sendDeadline', 'bestEffort'],
  incoming: (body) => [ID, body],
  beforeSend: ask,
  sendWaits: {
    prepare: async (exchange, pipe) => {
      pipe.hold();
      await ask(exchange, pipe);
      await exchange.send?.('fills the connection');
      await ask(exchange, pipe);
    },
  },
};

const raw: ProtocolSubject = {
  create: createRawRespondent,
  info: protocols.respondent,
  raw: true,
  sends: true,
  receives: true,
  stopsPeers: true,
  options: { ...cooked.options, writeQLen: { kind: 'length', default: 128 } },
  incoming: (body) => [ID, body],
  outgoing: (body, pipeId) => new Message(body, Uint8Array.of(...wordBytes(pipeId), ...ID)),
  sendWaits: {
    options: { writeQLen: 0 },
    prepare: async (exchange, pipe) => {
      pipe.hold();
      pipe.deliver(ID, 'echo');
      await exchange.send?.((await exchange.recv?.()) as Message);
    },
  },
};

describe.each([
  ['RESPONDENT', cooked],
  ['raw RESPONDENT', raw],
] as const)('a %s socket', (_, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
