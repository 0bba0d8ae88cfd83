import { describe, test } from '@jest/globals';
import { Message } from '@sp/core';
import { wordBytes } from '@sp/core/protocol';
import { protocolCases, type OptionRow, type ProtocolSubject, type SubjectExchange } from '@sp/compliance';
import { createRawRep, createRep } from '@sp/protocol-rep';

const ID = Uint8Array.of(0x80, 0, 0, 1);

const forever: OptionRow = { kind: 'deadline', default: Infinity };
const off: OptionRow = { kind: 'flag', default: false };
const ttl: OptionRow = { kind: 'ttl', default: 8 };
const queue: OptionRow = { kind: 'length', default: 128 };

/** Receives a request; the socket may answer it then. */
const ask: NonNullable<ProtocolSubject['beforeSend']> = async (exchange, pipe) => {
  pipe.deliver(ID, 'question');
  await exchange.recv?.();
};

const cooked: ProtocolSubject = {
  create: createRep,
  info: { self: 0x31, peer: 0x30, selfName: 'rep', peerName: 'req' },
  raw: false,
  sends: true,
  receives: true,
  options: {
    recvDeadline: forever,
    sendDeadline: forever,
    bestEffort: off,
    writeQLen: { kind: 'length', default: 0 },
    ttl,
  },
  contexts: ['recvDeadline', 'sendDeadline', 'bestEffort'],
  incoming: (body) => [ID, body],
  beforeSend: ask,
  sendWaits: {
    async prepare(exchange, pipe) {
      pipe.hold();
      await ask(exchange, pipe);
      await exchange.send?.('fills the connection');
      await ask(exchange, pipe);
    },
  },
};

/** Sends a request back where it came from. */
const echo = async (exchange: SubjectExchange): Promise<void> => {
  const request = await exchange.recv?.();
  await exchange.send?.(request ?? '');
};

const raw: ProtocolSubject = {
  create: createRawRep,
  info: cooked.info,
  raw: true,
  sends: true,
  receives: true,
  options: { recvDeadline: forever, sendDeadline: forever, bestEffort: off, readQLen: queue, writeQLen: queue, ttl },
  stopsPeers: true,
  incoming: (body) => [ID, body],
  outgoing: (body, pipeId) => new Message(body, Uint8Array.of(...wordBytes(pipeId), ...ID)),
  sendWaits: {
    options: { writeQLen: 0 },
    async prepare(exchange, pipe) {
      pipe.hold();
      pipe.deliver(ID, 'fills the connection');
      await echo(exchange);
    },
  },
};

describe.each([
  ['REP', cooked],
  ['raw REP', raw],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
