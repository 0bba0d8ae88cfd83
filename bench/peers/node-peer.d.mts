/** What a run asks for: `count` messages after `warmup` uncounted ones, of `size` bytes each. */
export interface Run {
  readonly address: string;
  readonly size: number;
  readonly count: number;
  /** How many of what the scenario has many of: receivers, subscriptions, contexts. */
  readonly width: number;
  readonly warmup: number;
}

/** Both ends of a scenario; what they resolve to is printed. */
export interface Sides {
  serve(run: Run, ready: () => void): Promise<object>;
  drive(run: Run): Promise<object>;
}

/** Collects one duration per round trip; `report()` gives the line that drivers print. */
export class RoundTrips {
  readonly samples: Float64Array;
  constructor(count: number);
  /** Call before the first counted round trip. */
  begin(): void;
  report(): object;
}

/** What a receiver of `stream` prints; `first` and `last` come from `performance.now()`. */
export function received(run: Pick<Run, 'size' | 'count'>, first: number, last: number): object;

/** What a driver of `stream` prints; `start` comes from `performance.now()`. */
export function sent(run: Run, start: number): object;

/** Runs the command line. */
export function runPeer(peer: {
  readonly inproc: boolean;
  readonly scenarios: Readonly<Record<string, Sides>>;
  version(): string;
}): Promise<void>;
