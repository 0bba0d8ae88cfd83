import { monotonicNow, startTimer, stopTimer, type TimerHandle } from './host.ts';

/** The longest time that a host timer takes without overflowing, in milliseconds. */
export const MAX_TIMER: number = 2 ** 31 - 1;

/** Time as sockets see it. Tests replace it by a manual one, so that no test has to sleep. */
export interface Clock {
  /** Milliseconds on a monotonic scale with an arbitrary origin. */
  now(): number;
  /**
   * Runs `task` once after `milliseconds` (at most {@link MAX_TIMER}).
   * `keepAlive` says whether the timer may hold a Node process open.
   */
  setTimer(task: () => void, milliseconds: number, keepAlive: boolean): TimerHandle;
  clearTimer(timer: TimerHandle): void;
}

/** The clock of the host. */
export const systemClock: Clock = { now: monotonicNow, setTimer: startTimer, clearTimer: stopTimer };
