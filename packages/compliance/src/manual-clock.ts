import type { Clock, TimerHandle } from '@sp/core/transport';
import { settled } from './settle.ts';

class ManualTimer {
  readonly due: number;
  readonly task: () => void;
  keepAlive: boolean;

  constructor(due: number, task: () => void, keepAlive: boolean) {
    this.due = due;
    this.task = task;
    this.keepAlive = keepAlive;
  }

  ref(): this {
    this.keepAlive = true;
    return this;
  }

  unref(): this {
    this.keepAlive = false;
    return this;
  }
}

/** A clock that stands still until a test moves it: deadlines, retries and redials without sleeping. */
export class ManualClock implements Clock {
  readonly #timers = new Set<ManualTimer>();
  #now: number;

  /** @param start - the first reading, in milliseconds */
  constructor(start: number = 0) {
    this.#now = start;
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** How many of them would keep a process alive. */
  get keepingAlive(): number {
    let count = 0;
    for (const timer of this.#timers) if (timer.keepAlive) count += 1;
    return count;
  }

  now(): number {
    return this.#now;
  }

  setTimer(task: () => void, milliseconds: number, keepAlive: boolean): TimerHandle {
    const timer = new ManualTimer(this.#now + Math.max(0, milliseconds), task, keepAlive);
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(timer: TimerHandle): void {
    this.#timers.delete(timer as ManualTimer);
  }

  /**
   * Moves time on by `milliseconds`, running what becomes due in order, each at its own time. What a timer sets off has
   * settled before the next one runs, and before this resolves; a timer set meanwhile runs too if it falls due.
   */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settled();
    for (let timer = this.#first(); timer !== undefined && timer.due <= until; timer = this.#first()) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.due);
      timer.task();
      await settled();
    }
    this.#now = Math.max(this.#now, until);
  }

  /** The timer due next; of several due together, the one set first. */
  #first(): ManualTimer | undefined {
    let first: ManualTimer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.due < first.due) first = timer;
    return first;
  }
}
