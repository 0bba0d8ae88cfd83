import type { AbortSignalLike } from '../host.ts';

/**
 * A signal as an iterator passes it to one call after the other: it listens to the caller's signal once, from the first
 * call that waits until the iteration is over.
 */
export class SignalRelay implements AbortSignalLike {
  readonly #signal: AbortSignalLike;
  readonly #listeners = new Set<() => void>();
  #listening = false;

  constructor(signal: AbortSignalLike) {
    this.#signal = signal;
  }

  get aborted(): boolean {
    return this.#signal.aborted;
  }

  get reason(): unknown {
    return this.#signal.reason;
  }

  addEventListener(type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
    if (this.#listening) return;
    this.#listening = true;
    this.#signal.addEventListener(type, this.#onAbort);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Leaves nothing behind on the caller's signal. */
  close(): void {
    this.#listening = false;
    this.#signal.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
