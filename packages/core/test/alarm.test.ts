import { expect, it } from '@jest/globals';
import { ManualClock } from '@sp/compliance';
import { MAX_TIMER } from '../src/clock.ts';
import { Alarm } from '../src/socket/alarm.ts';

const setUp = (milliseconds: number) => {
  const clock = new ManualClock(1000);
  const rung: number[] = [];
  return { clock, rung, alarm: new Alarm(clock, milliseconds, () => void rung.push(clock.now() - 1000)) };
};

it.each([0, 7, MAX_TIMER, MAX_TIMER + 1, 3 * MAX_TIMER + 5])('rings once after %i ms', async (milliseconds) => {
  const { clock, rung } = setUp(milliseconds);
  await clock.advance(milliseconds - 1);
  expect(rung).toEqual([]);
  await clock.advance(2 * MAX_TIMER);
  expect([rung, clock.pending]).toEqual([[milliseconds], 0]);
});

it.each([7, 3 * MAX_TIMER])('does not ring when cancelled', async (milliseconds) => {
  const { clock, rung, alarm } = setUp(milliseconds);
  await clock.advance(milliseconds / 2);
  alarm.cancel();
  expect(clock.pending).toBe(0);
  await clock.advance(milliseconds);
  expect(rung).toEqual([]);
});

it('does not keep the process alive', () => {
  expect(setUp(7).clock.keepingAlive).toBe(0);
});
