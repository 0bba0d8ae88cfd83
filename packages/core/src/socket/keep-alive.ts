import { MAX_TIMER, type Clock } from '../clock.ts';
import type { TimerHandle } from '../host.ts';

/**
 * Keeps the process alive while a socket has something to do, by a single timer.
 *
 * Transports and housekeeping timers never do that themselves, so that `unref` has one place to act on.
 */
export class KeepAlive {
  readonly #clock: Clock;
  #reasons = 0;
  #wanted = true;
  #timer: TimerHandle | undefined = undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One more reason to live: an endpoint, a pending call, a close in progress. */
  hold(): void {
    this.#reasons += 1;
    if (this.#reasons === 1) this.#update();
  }

  release(): void {
    this.#reasons -= 1;
    if (this.#reasons === 0) this.#update();
  }

  /** Says whether reasons count at all. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    this.#update();
  }

  #update(): void {
    const needed = this.#wanted && this.#reasons > 0;
    if (needed && this.#timer === undefined) this.#start();
    else if (!needed && this.#timer !== undefined) {
      this.#clock.clearTimer(this.#timer);
      this.#timer = undefined;
    }
  }

  #start(): void {
    this.#timer = this.#clock.setTimer(
      () => {
        this.#start();
      },
      MAX_TIMER,
      true,
    );
  }
}
