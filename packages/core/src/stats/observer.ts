import { afterTurn } from '../host.ts';
import type { Pipe } from '../pipe.ts';

/** What an observer can be told about. */
export type ObservedKind =
  /** A message was given up; `reason` is the name of the counter that moved. */
  | 'message_dropped'
  /** The hook or the protocol refused a pipe. */
  | 'pipe_refused'
  /** An attached pipe ended; `error` says why, and is left out for an orderly end. */
  | 'pipe_lost'
  /** An attempt to connect failed. */
  | 'dial_failed'
  /** A connection failed before it became a pipe. */
  | 'accept_failed'
  /** Something else worth counting, such as a repeated request; `reason` is the name of the counter. */
  | 'counted';

/** One thing, or several of a kind in the same turn of the event loop. */
export interface Observed {
  readonly kind: ObservedKind;
  readonly reason: string;
  /** How often it happened. */
  readonly count: number;
  readonly pipe?: Pipe | undefined;
  /** The address of the dialer or listener concerned. */
  readonly address?: string | undefined;
  readonly error?: Error | undefined;
}

const isSame = (one: Observed, other: Observed): boolean =>
  one.kind === other.kind && one.reason === other.reason && one.pipe === other.pipe && one.address === other.address;

/** A function that is told of everything dropped, refused, lost or repeated. What it throws is ignored. */
export type Observer = (event: Observed) => void;

/** Gathers what happens in one turn, and tells the observer once for each kind, reason and pipe or endpoint. */
export class ObserverFeed {
  readonly #current: () => Observer | undefined;
  #pending: Observed[] = [];

  /** @param current - the observer at the time of telling, if any */
  constructor(current: () => Observer | undefined) {
    this.#current = current;
  }

  tell(event: Observed): void {
    if (this.#current() === undefined) return;
    const at = this.#pending.findIndex((other) => isSame(other, event));
    const same = this.#pending[at];
    if (same !== undefined) this.#pending[at] = { ...event, count: same.count + event.count };
    else if (this.#pending.push(event) === 1) afterTurn(this.#flush);
  }

  readonly #flush = (): void => {
    const events = this.#pending;
    this.#pending = [];
    for (const event of events) {
      try {
        this.#current()?.(event);
      } catch {
        // An observer must not disturb what it observes.
      }
    }
  };
}
