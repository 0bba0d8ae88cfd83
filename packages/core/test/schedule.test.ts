import { describe, expect, it } from '@jest/globals';
import { Schedule } from '@sp/core/protocol';
import { ManualClock } from '@sp/compliance';
import { MAX_TIMER } from '../src/clock.ts';
import { collectGarbage } from './support/collect-garbage.ts';

const setUp = (): { clock: ManualClock; schedule: Schedule; log: string[]; note: (text: string) => () => void } => {
  const clock = new ManualClock();
  const log: string[] = [];
  return {
    clock,
    schedule: new Schedule(clock),
    log,
    note: (text) => () => void log.push(`${text}@${clock.now()}`),
  };
};

describe('Schedule', () => {
  it('runs each task at its time', async () => {
    const { clock, schedule, log, note } = setUp();
    schedule.after(30, note('c'));
    schedule.after(10, note('a'));
    await clock.advance(5);
    schedule.after(10, note('b'));
    await clock.advance(100);
    expect(log).toEqual(['a@10', 'b@15', 'c@30']);
  });

  it('does not run what was cancelled, first, middle or last', async () => {
    const { clock, schedule, log, note } = setUp();
    const entries = ['a', 'b', 'c', 'd', 'e'].map((name) => schedule.after(10, note(name)));
    for (const at of [0, 2, 4]) entries[at]?.cancel();
    await clock.advance(10);
    expect(log).toEqual(['b@10', 'd@10']);
  });

  it('bears being cancelled twice, and after the fact', async () => {
    const { clock, schedule, log, note } = setUp();
    const done = schedule.after(5, note('done'));
    await clock.advance(5);
    const dropped = schedule.after(5, note('dropped'));
    for (const entry of [done, done, dropped, dropped]) entry.cancel();
    schedule.after(5, note('later'));
    await clock.advance(5);
    expect(log).toEqual(['done@5', 'later@10']);
  });

  it.each(['cancelled before', 'cancelled after it ran'])(
    'loses no other entry to one that is %s, twice',
    async (when) => {
      const { clock, schedule, log, note } = setUp();
      const entry = schedule.after(10, note('first'));
      if (when === 'cancelled before') entry.cancel();
      await clock.advance(5);
      schedule.after(10, note('second'));
      await clock.advance(5);
      entry.cancel();
      entry.cancel();
      await clock.advance(5);
      expect(log.at(-1)).toBe('second@15');
    },
  );

  it('runs a task scheduled by a task', async () => {
    const { clock, schedule, log, note } = setUp();
    schedule.after(10, () => schedule.after(10, note('second')));
    await clock.advance(20);
    expect(log).toEqual(['second@20']);
  });

  it('shares one timer among all entries of one duration', () => {
    const { clock, schedule } = setUp();
    for (let n = 0; n < 1000; n++) schedule.after(250, () => {});
    expect(clock.pending).toBe(1);
  });

  it('never keeps the process alive', () => {
    const { clock, schedule } = setUp();
    schedule.after(10, () => {});
    expect(clock.keepingAlive).toBe(0);
  });

  it('chains timers for a duration that no host timer takes', async () => {
    const { clock, schedule, log, note } = setUp();
    const longest: number[] = [];
    const setTimer = clock.setTimer.bind(clock);
    clock.setTimer = (task, milliseconds, keepAlive) => {
      longest.push(milliseconds);
      return setTimer(task, milliseconds, keepAlive);
    };
    schedule.after(2 * MAX_TIMER + 500, note('at last'));
    await clock.advance(2 * MAX_TIMER + 499);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(log).toEqual([`at last@${2 * MAX_TIMER + 500}`]);
    expect(Math.max(...longest)).toBe(MAX_TIMER);
  });

  it('drops everything on stop, timers included', async () => {
    const { clock, schedule, log, note } = setUp();
    const entry = schedule.after(10, note('a'));
    schedule.after(20, note('b'));
    schedule.stop();
    entry.cancel();
    await clock.advance(50);
    expect([log, clock.pending]).toEqual([[], 0]);
  });

  it('may be stopped by one of its own tasks', async () => {
    const { clock, schedule, log, note } = setUp();
    schedule.after(10, () => schedule.stop());
    schedule.after(10, note('too late'));
    await clock.advance(50);
    expect([log, clock.pending]).toEqual([[], 0]);
  });

  it('does not pile up timers for durations that are no longer in use', () => {
    const { clock, schedule } = setUp();
    for (let n = 1; n <= 1000; n++) schedule.after(n, () => {}).cancel();
    expect(clock.pending).toBeLessThanOrEqual(64);
  });

  it('lets go of cancelled entries behind one that waits', async () => {
    const { schedule } = setUp();
    schedule.after(10, () => {});
    const cancelled = ((): WeakRef<() => void> => {
      const task = (): void => {};
      schedule.after(10, task).cancel();
      return new WeakRef(task);
    })();
    for (let n = 0; n < 2000; n++) schedule.after(10, () => {}).cancel();
    await collectGarbage();
    expect(cancelled.deref()).toBeUndefined();
  });

  it('keeps the order through all of that', async () => {
    const { clock, schedule, log, note } = setUp();
    schedule.after(10, note('a'));
    for (let n = 0; n < 5000; n++) schedule.after(10, note('never')).cancel();
    schedule.after(10, note('b'));
    for (let n = 0; n < 5000; n++) schedule.after(10, note('never')).cancel();
    await clock.advance(10);
    expect(log).toEqual(['a@10', 'b@10']);
  });
});
