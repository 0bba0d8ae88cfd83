import { MAX_TIMER, type Clock } from '../clock.ts';
import type { TimerHandle } from '../host.ts';

/** One task at one time, however far away: timers of the host overflow. It never keeps a process alive. */
export class Alarm {
  readonly #clock: Clock;
  readonly #due: number;
  readonly #task: () => void;
  #timer!: TimerHandle;

  constructor(clock: Clock, milliseconds: number, task: () => void) {
    this.#clock = clock;
    this.#due = clock.now() + milliseconds;
    this.#task = task;
    this.#wait(milliseconds);
  }

  cancel(): void {
    this.#clock.clearTimer(this.#timer);
  }

  #wait(milliseconds: number): void {
    const goOn = (): void => {
      this.#wait(this.#due - this.#clock.now());
    };
    this.#timer =
      milliseconds > MAX_TIMER
        ? this.#clock.setTimer(goOn, MAX_TIMER, false)
        : this.#clock.setTimer(this.#task, milliseconds, false);
  }
}
