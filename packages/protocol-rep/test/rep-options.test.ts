import { afterEach, expect, test } from '@jest/globals';
import { mockNets } from '@sp/compliance';
import { createRep } from '@sp/protocol-rep';

const newNet = mockNets(afterEach);

const contextDefaults = { recvDeadline: Infinity, sendDeadline: Infinity, bestEffort: false };

test('[REP-24] defaults: writeQLen 0, ttl 8, no deadlines (in our numbers); no readQLen', () => {
  const rep = createRep(newNet().net);
  expect(rep.options).toMatchObject({ ...contextDefaults, writeQLen: 0, ttl: 8, raw: false });
  expect(rep.openContext().options).toEqual(contextDefaults);
  const bad = expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' });
  expect(() => rep.getOption('readQLen')).toThrow(bad);
  expect(() => {
    rep.configure({ readQLen: 1 } as object);
  }).toThrow(bad);
  for (const name of ['writeQLen', 'ttl', 'raw']) {
    expect(() => rep.openContext().getOption(name)).toThrow(bad);
    expect(() => rep.openContext({ [name]: 1 })).toThrow(bad);
  }
});

test('[REP-26] deadlines accept 0 and Infinity on socket and context, and can be taken away again; negative ones are refused (our choice)', () => {
  const rep = createRep(newNet().net);
  for (const subject of [rep, rep.openContext()]) {
    for (const name of ['recvDeadline', 'sendDeadline']) {
      for (const value of [0, 10, Infinity]) {
        subject.configure({ [name]: value });
        expect(subject.getOption(name)).toBe(value);
      }
      for (const value of [-1, NaN, '5', new Date()]) {
        expect(() => {
          subject.configure({ [name]: value });
        }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
      }
      expect(subject.getOption(name)).toBe(Infinity);
    }
  }
});

test.each([
  ['ttl', [1, 2, 255], [0, -1, 256, 1.5, '3']],
  ['writeQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
  ['bestEffort', [true, false], [0, 'true', new Date()]],
])('[REP-24] %s takes good values and keeps the old one when given a bad one', (name, good, bad) => {
  const rep = createRep(newNet().net);
  for (const value of good) {
    rep.configure({ [name]: value });
    expect(rep.getOption(name)).toBe(value);
  }
  for (const value of bad) {
    expect(() => {
      rep.configure({ [name]: value });
    }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  }
  expect(rep.getOption(name)).toBe(good.at(-1));
});

test('[G-1, G-2] the socket knows who it is', () => {
  const rep = createRep(newNet().net);
  expect(rep.info).toEqual({ self: 0x31, peer: 0x30, selfName: 'rep', peerName: 'req' });
  expect(rep.raw).toBe(false);
});
