import { describe, test } from '@jest/globals';
import { protocolCases, type ProtocolSubject } from '@sp/compliance';
import { createAnnounce, createFollow } from '../src/index.ts';

const announce: ProtocolSubject = {
  create: createAnnounce,
  info: { self: 0x7b00, peer: 0x7b01, selfName: 'announce', peerName: 'follow' },
  raw: false,
  sends: true,
  receives: false,
  options: {},
};

const follow: ProtocolSubject = {
  create: createFollow,
  info: { self: 0x7b01, peer: 0x7b00, selfName: 'follow', peerName: 'announce' },
  raw: false,
  sends: false,
  receives: true,
  options: { recvDeadline: { kind: 'deadline', default: Infinity } },
};

describe.each([
  ['ANNOUNCE', announce],
  ['FOLLOW', follow],
])('%s', (_name, subject) => {
  for (const { title, notClaimed, run } of protocolCases(subject)) if (notClaimed.length === 0) test(title, run);
});
