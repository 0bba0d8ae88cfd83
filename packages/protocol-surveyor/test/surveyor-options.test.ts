import { afterEach, expect, test } from '@jest/globals';
import { mockNets } from '@sp/compliance';
import { createSurveyor } from '@sp/protocol-surveyor';

const newNet = mockNets(afterEach);

const contextDefaults = { surveyTime: 1000, recvDeadline: Infinity, readQLen: 128 };

test('[SURV-23] defaults: surveyTime 1000, queues of 128, no deadline; no sendDeadline, bestEffort, retryTime, ttl', () => {
  const surveyor = createSurveyor(newNet().net);
  const context = surveyor.openContext();
  expect(surveyor.options).toMatchObject({ ...contextDefaults, writeQLen: 128, raw: false });
  expect(context.options).toEqual(contextDefaults);
  const bad = expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' });
  for (const name of ['sendDeadline', 'bestEffort', 'retryTime', 'ttl', 'failNoPeers', 'raw']) {
    for (const subject of [surveyor, context]) {
      if (name !== 'raw' || subject === context) expect(() => subject.getOption(name)).toThrow(bad);
      expect(() => {
        subject.configure({ [name]: 1 });
      }).toThrow(bad);
    }
  }
  expect(() => context.getOption('writeQLen')).toThrow(bad);
});

test.each([
  ['surveyTime', [1, 2.5, Infinity], [0, -1, NaN, '3', new Date()]],
  ['recvDeadline', [0, 10, Infinity], [-1, NaN, '3', new Date()]],
  ['readQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
  ['writeQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
])('%s takes good values and keeps the old one when given a bad one', (name, good, bad) => {
  const surveyor = createSurveyor(newNet().net);
  for (const value of good) {
    surveyor.configure({ [name]: value });
    expect(surveyor.getOption(name)).toBe(value);
  }
  for (const value of bad) {
    expect(() => {
      surveyor.configure({ [name]: value });
    }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  }
  expect(surveyor.getOption(name)).toBe(good.at(-1));
});

test('[G-1, G-2] the socket knows who it is', () => {
  const surveyor = createSurveyor(newNet().net);
  expect(surveyor.info).toEqual({ self: 0x62, peer: 0x63, selfName: 'surveyor', peerName: 'respondent' });
  expect(surveyor.raw).toBe(false);
});

test('a writeQLen applies to pipes attached later', async () => {
  const net = newNet();
  const surveyor = createSurveyor(net.net);
  const old = await net.connect(surveyor);
  surveyor.configure({ writeQLen: 2 });
  const young = await net.connect(surveyor);
  for (const peer of [old, young]) peer.hold();
  for (let n = 0; n < 10; n++) await surveyor.send('x');
  for (const peer of [old, young]) peer.release();
  expect([old.sent.length, young.sent.length]).toEqual([10, 3]);
});
