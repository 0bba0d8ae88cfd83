import { expect, test } from '@jest/globals';
import { ManualClock } from '@sp/compliance';

test('runs what is due, in order, each at its time', async () => {
  const clock = new ManualClock(1_000);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${String(clock.now())}`);
  clock.setTimer(note('late'), 30, false);
  clock.setTimer(note('early'), 10, false);
  clock.setTimer(note('also early'), 10, false);
  clock.setTimer(note('never'), 41, false);
  await clock.advance(40);
  expect(ran).toEqual(['early@1010', 'also early@1010', 'late@1030']);
  expect(clock.now()).toBe(1_040);
  expect(clock.pending).toBe(1);
});

test('runs timers that a timer or a promise sets, if they fall due', async () => {
  const clock = new ManualClock();
  const ran: number[] = [];
  const again = (): void => {
    ran.push(clock.now());
    void Promise.resolve().then(() => setImmediate(() => clock.setTimer(again, 10, false)));
  };
  again();
  await clock.advance(35);
  expect(ran).toEqual([0, 10, 20, 30]);
});

test('clears timers, and knows which keep a process alive', () => {
  const clock = new ManualClock();
  const one = clock.setTimer(() => undefined, 10, true);
  const two = clock.setTimer(() => undefined, 10, false);
  expect([clock.pending, clock.keepingAlive]).toEqual([2, 1]);
  if (typeof two === 'object') two.ref?.();
  if (typeof one === 'object') one.unref?.();
  expect(clock.keepingAlive).toBe(1);
  clock.clearTimer(one);
  clock.clearTimer(one);
  expect([clock.pending, clock.keepingAlive]).toEqual([1, 1]);
});
