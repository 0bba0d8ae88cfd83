import { afterEach, expect, test } from '@jest/globals';
import { mockNets } from '@sp/compliance';
import { createReq } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

const defaults = {
  recvDeadline: Infinity,
  sendDeadline: Infinity,
  bestEffort: false,
  retryTime: 60_000,
  failNoPeers: false,
};

test('[REQ-46] defaults: retryTime 60,000, no deadlines, flags off (deadlines in our numbers)', () => {
  const req = createReq(newNet().net);
  expect(req.options).toMatchObject(defaults);
  expect(req.openContext().options).toEqual(defaults);
});

test.each(['readQLen', 'writeQLen', 'ttl', 'raw'])('[REQ-46] %s cannot be set', (name) => {
  const req = createReq(newNet().net);
  const bad = expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' });
  const options = { [name]: 1 } as object;
  expect(() => {
    req.configure(options);
  }).toThrow(bad);
  expect(() => req.openContext(options)).toThrow(bad);
  expect(() => createReq(newNet().net, options)).toThrow(bad);
  expect(() => req.openContext().getOption(name)).toThrow(bad);
  if (name !== 'raw') expect(() => req.getOption(name)).toThrow(bad);
});

test.each([
  ['recvDeadline', [0, 1.5, Infinity], [-1, NaN, '5', new Date(), true]],
  ['sendDeadline', [0, 1.5, Infinity], [-1, NaN, '5', new Date(), true]],
  ['retryTime', [0, 1.5, Infinity], [-1, NaN, '5', new Date(), true]],
  ['bestEffort', [true, false], [0, 'true', null, new Date()]],
  ['failNoPeers', [true, false], [1, 'false', null, new Date()]],
])('[REQ-46] %s takes good values and keeps the old one when given a bad one', (name, good, bad) => {
  const socket = createReq(newNet().net);
  for (const subject of [socket, socket.openContext()]) {
    for (const value of good) {
      subject.configure({ [name]: value });
      expect(subject.getOption(name)).toBe(value);
    }
    for (const value of bad) {
      expect(() => {
        subject.configure({ [name]: value });
      }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
    expect(subject.getOption(name)).toBe(good.at(-1));
  }
});

test('[G-1, G-2] the socket knows who it is', () => {
  const req = createReq(newNet().net);
  expect(req.info).toEqual({ self: 0x30, peer: 0x31, selfName: 'req', peerName: 'rep' });
  expect(req.raw).toBe(false);
  expect(req.options.raw).toBe(false);
});
