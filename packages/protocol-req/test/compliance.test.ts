import { describe, test } from '@jest/globals';
import { protocolCases, type OptionRow, type ProtocolSubject } from '@sp/compliance';
import { createRawReq, createReq } from '@sp/protocol-req';

const ID = Uint8Array.of(0x80, 0, 0, 1);

const forever: OptionRow = { kind: 'deadline', default: Infinity };
const off: OptionRow = { kind: 'flag', default: false };
const queue: OptionRow = { kind: 'length', default: 128 };

const cooked: ProtocolSubject = {
  create: createReq,
  info: { self: 0x30, peer: 0x31, selfName: 'req', peerName: 'rep' },
  raw: false,
  sends: true,
  receives: true,
  options: {
    recvDeadline: forever,
    sendDeadline: forever,
    bestEffort: off,
    // Like a deadline it takes everything from 0 to Infinity.
    retryTime: { kind: 'deadline', default: 60_000 },
    failNoPeers: off,
  },
  contexts: ['recvDeadline', 'sendDeadline', 'bestEffort', 'retryTime', 'failNoPeers'],
  beforeRecv: (exchange) => exchange.send?.('question'),
  incoming: (body, pipe) => [pipe.sent.at(-1)?.header ?? ID, body],
  sendWaits: {},
};

const raw: ProtocolSubject = {
  create: createRawReq,
  info: cooked.info,
  raw: true,
  sends: true,
  receives: true,
  options: { recvDeadline: forever, sendDeadline: forever, bestEffort: off, readQLen: queue, writeQLen: queue },
  stopsPeers: true,
  incoming: (body) => [ID, body],
  sendWaits: { options: { writeQLen: 0 } },
};

/** With REQ, whoever gives a receive up gives the request up, and must ask again: see receive.test.ts. */
const fits = (subject: ProtocolSubject, id: string): boolean => subject !== cooked || id !== 'G-20';

describe.each([
  ['REQ', cooked],
  ['raw REQ', raw],
])('%s', (_name, subject) => {
  for (const { id, title, notClaimed, run } of protocolCases(subject)) {
    if (notClaimed.length === 0 && fits(subject, id)) test(title, run);
  }
});
