import type { DialerOptions } from './core-options.ts';

/** How long a dialer waits before its next attempt. */
export class BackOff {
  readonly #options: Readonly<DialerOptions>;
  readonly #random: () => number;
  #current: number;

  constructor(options: Readonly<DialerOptions>, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
    this.#current = options.reconnectTime;
  }

  /** A pipe lived long enough to call the peer healthy: start over. */
  reset(): void {
    this.#current = this.#options.reconnectTime;
  }

  /**
   * The pause before the next attempt, in milliseconds; the one after it will be longer, up to `maxReconnectTime`,
   * or without back-off the `reconnectTime` of that moment.
   * Spread over the upper half of the interval, so that peers of a restarted listener do not come all at once.
   */
  next(): number {
    const pause = this.#current * (1 - this.#random() / 2);
    const { reconnectTime, maxReconnectTime } = this.#options;
    const longer = this.#current * (1.1 + this.#random() * 0.4);
    this.#current = maxReconnectTime > 0 ? Math.min(longer, maxReconnectTime) : reconnectTime;
    return pause;
  }
}
