import { MAX_TIMER, type Clock } from '../clock.ts';
import type { TimerHandle } from '../host.ts';

/** Something that will happen unless it is cancelled. */
export class Scheduled {
  /** When it is due, on the scale of the clock; `Infinity` once it has happened or was cancelled. */
  due: number;
  readonly task: () => void;
  readonly #lane: Lane;

  constructor(due: number, task: () => void, lane: Lane) {
    this.due = due;
    this.task = task;
    this.#lane = lane;
  }

  cancel(): void {
    if (this.due === Infinity) return;
    this.due = Infinity;
    this.#lane.left();
  }
}

/** All that was scheduled with one duration: due in the order of scheduling, so one timer serves the lot. */
class Lane {
  readonly duration: number;
  readonly #clock: Clock;
  #entries: Scheduled[] = [];
  #head = 0;
  /** Entries that are neither over nor cancelled. */
  #live = 0;
  #timer: TimerHandle | undefined = undefined;

  constructor(clock: Clock, duration: number) {
    this.#clock = clock;
    this.duration = duration;
  }

  get idle(): boolean {
    return this.#live === 0;
  }

  add(task: () => void): Scheduled {
    const entry = new Scheduled(this.#clock.now() + this.duration, task, this);
    this.#entries.push(entry);
    this.#live += 1;
    this.#arm(this.duration);
    return entry;
  }

  /** An entry was cancelled. The timer stays: the next entry of this duration is likely to come soon. */
  left(): void {
    this.#live -= 1;
    if (this.#live === 0) this.#entries.length = this.#head = 0;
    else this.#sweep();
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#entries.length = this.#head = this.#live = 0;
  }

  #arm(milliseconds: number): void {
    this.#timer ??= this.#clock.setTimer(this.#fire, Math.min(MAX_TIMER, Math.max(0, milliseconds)), false);
  }

  /** Passes over what is cancelled at the front, and forgets what is over when that is most of it. */
  #sweep(): void {
    while (this.#head < this.#entries.length && this.#entries[this.#head]?.due === Infinity) this.#head += 1;
    if (this.#entries.length > 2 * this.#live + 1024) {
      this.#entries = this.#entries.filter(({ due }) => due !== Infinity);
      this.#head = 0;
    }
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    // Node rounds timers down to whole milliseconds: what is due within the next fraction is left for another round.
    const now = this.#clock.now();
    for (;;) {
      this.#sweep();
      const entry = this.#entries[this.#head];
      if (entry === undefined) break;
      if (entry.due > now) {
        this.#arm(Math.ceil(entry.due - now));
        return;
      }
      this.#head += 1;
      this.#live -= 1;
      entry.due = Infinity;
      entry.task();
    }
    this.#entries.length = this.#head = 0;
  };
}

/**
 * Timers for things that are mostly cancelled, such as deadlines and retries: one host timer for each duration in use.
 *
 * Its timers never keep a process alive; a socket with pending calls does that.
 */
export class Schedule {
  readonly #clock: Clock;
  readonly #lanes = new Map<number, Lane>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `task` after a finite number of milliseconds, of any length. */
  after(milliseconds: number, task: () => void): Scheduled {
    let lane = this.#lanes.get(milliseconds);
    if (lane === undefined) {
      this.#forgetIdle();
      lane = new Lane(this.#clock, milliseconds);
      this.#lanes.set(milliseconds, lane);
    }
    return lane.add(task);
  }

  /** Drops everything that was scheduled. */
  stop(): void {
    for (const lane of this.#lanes.values()) lane.stop();
    this.#lanes.clear();
  }

  /** Callers may compute a different timeout for every call: lanes without entries must not pile up. */
  #forgetIdle(): void {
    if (this.#lanes.size < 64) return;
    for (const [duration, lane] of this.#lanes) {
      if (!lane.idle) continue;
      lane.stop();
      this.#lanes.delete(duration);
    }
  }
}
