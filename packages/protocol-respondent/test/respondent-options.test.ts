import { afterEach, expect, test } from '@jest/globals';
import { mockNets } from '@sp/compliance';
import { createRespondent } from '@sp/protocol-respondent';

const newNet = mockNets(afterEach);

const contextDefaults = { recvDeadline: Infinity, sendDeadline: Infinity, bestEffort: false };

test('[RESP-17] defaults: writeQLen 0, readQLen 128, ttl 8, no deadlines (in our numbers)', () => {
  const respondent = createRespondent(newNet().net);
  const context = respondent.openContext();
  expect(respondent.options).toMatchObject({ ...contextDefaults, readQLen: 128, writeQLen: 0, ttl: 8, raw: false });
  expect(context.options).toEqual(contextDefaults);
  const bad = expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' });
  for (const name of ['readQLen', 'writeQLen', 'ttl', 'raw']) expect(() => context.getOption(name)).toThrow(bad);
  for (const name of ['surveyTime', 'retryTime', 'failNoPeers']) expect(() => respondent.getOption(name)).toThrow(bad);
});

test.each([
  ['ttl', [1, 2, 255], [0, -1, 256, 1.5, '3']],
  ['readQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
  ['writeQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
  ['bestEffort', [true, false], [0, 'true', new Date()]],
  ['recvDeadline', [0, 10, Infinity], [-1, NaN, '3', new Date()]],
  ['sendDeadline', [0, 10, Infinity], [-1, NaN, '3', new Date()]],
])('[RESP-9] %s takes good values and keeps the old one when given a bad one', (name, good, bad) => {
  const respondent = createRespondent(newNet().net);
  for (const value of good) {
    respondent.configure({ [name]: value });
    expect(respondent.getOption(name)).toBe(value);
  }
  for (const value of bad) {
    expect(() => {
      respondent.configure({ [name]: value });
    }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  }
  expect(respondent.getOption(name)).toBe(good.at(-1));
});

test('[G-1, G-2] the socket knows who it is', () => {
  const respondent = createRespondent(newNet().net);
  expect(respondent.info).toEqual({ self: 0x63, peer: 0x62, selfName: 'respondent', peerName: 'surveyor' });
  expect(respondent.raw).toBe(false);
});
