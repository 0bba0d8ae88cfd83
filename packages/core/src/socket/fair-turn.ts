import { afterTurn } from '../host.ts';

/** So many calls may complete at once before one waits for the event loop. */
const CALLS_PER_TURN = 256;

const RESOLVED: Promise<void> = Promise.resolve();

let turn: Promise<void> | undefined;

/**
 * What a call that succeeded at once returns.
 *
 * Awaiting resolved promises never lets timers, input or flushes run, so an endless `await send()` loop would starve the
 * program: every 256th call waits for a turn of the event loop.
 */
export class FairTurn {
  #calls = 0;

  /** The shared resolved promise, or now and then one that resolves after a turn of the event loop. */
  next(calls = 1): Promise<void> {
    return this.due(calls) ? nextTurn() : RESOLVED;
  }

  /** True when the next call is the one that must wait. */
  get near(): boolean {
    return this.#calls >= CALLS_PER_TURN - 1;
  }

  /** True when the call just made must wait for {@link nextTurn}. */
  due(calls = 1): boolean {
    this.#calls += calls;
    if (this.#calls < CALLS_PER_TURN) return false;
    this.#calls = 0;
    return true;
  }
}

/** Resolves after a turn of the event loop; one promise for everybody who asks in between. */
export function nextTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    afterTurn(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
}
