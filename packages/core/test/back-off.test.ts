import { describe, expect, it } from '@jest/globals';
import { BackOff } from '../src/socket/back-off.ts';

const options = (reconnectTime: number, maxReconnectTime: number) => ({
  reconnectTime,
  maxReconnectTime,
  dialAsync: false,
});

/** The first pauses, with randomness that always says the same: 0 for the longest pauses. */
const pauses = (backOff: BackOff, count: number): number[] => Array.from({ length: count }, () => backOff.next());

describe('BackOff', () => {
  it('[DIAL-12] grows by at least a tenth and at most by half, and never beyond the maximum', () => {
    const slow = pauses(new BackOff(options(100, 300), () => 0), 15);
    for (const [n, pause] of slow.slice(1).entries()) expect(pause).toBeCloseTo(Math.min(slow[n]! * 1.1, 300));
    expect(slow.at(-1)).toBe(300);

    // 0.99... also halves the pause, so the interval is twice of it
    const fast = pauses(new BackOff(options(100, 300), () => 1 - Number.EPSILON), 5).map((pause) => pause * 2);
    for (const [n, expected] of [100, 150, 225, 300, 300].entries()) expect(fast[n]).toBeCloseTo(expected);
  });

  it('[DIAL-12] starts over after a reset', () => {
    const backOff = new BackOff(options(100, 1000), () => 0);
    pauses(backOff, 5);
    backOff.reset();
    expect(backOff.next()).toBe(100);
  });

  it('[DIAL-11] stays constant without a maximum', () => {
    expect(pauses(new BackOff(options(10, 0), () => 0), 4)).toEqual([10, 10, 10, 10]);
  });

  it('spreads over the upper half of the interval, the first pause too', () => {
    const all = Array.from({ length: 200 }, () => new BackOff(options(100, 1000)).next());
    expect(Math.min(...all)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...all)).toBeLessThanOrEqual(100);
    expect(new Set(all).size).toBeGreaterThan(100);
  });

  it('waits the reconnect time first, then the maximum, where that is shorter', () => {
    expect(pauses(new BackOff(options(100, 40), () => 0), 3)).toEqual([100, 40, 40]);
  });

  it.each([0, 500])('follows changed times with the pause after the next (maximum %i)', (maximum) => {
    const live = options(100, maximum);
    const backOff = new BackOff(live, () => 0);
    live.reconnectTime = 7;
    live.maxReconnectTime = Math.min(maximum, 7);
    expect(pauses(backOff, 2)).toEqual([100, 7]);
  });

  it('can be 0', () => {
    expect(pauses(new BackOff(options(0, 0)), 2)).toEqual([0, 0]);
  });
});
