import { RingQueue } from '@sp/core/protocol';
import type { Request } from './request.ts';

/** So many withdrawn requests may stay behind in the row before it is swept. */
const SLACK = 32;

/**
 * Requests that wait for a pipe, first come first served, each at most once.
 *
 * A withdrawn request stays in the row, unmarked, until it is passed over or swept with others, so that withdrawing one
 * of ten thousand costs no more than withdrawing one of two.
 */
export class RequestQueue {
  readonly #row = new RingQueue<Request>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(request: Request): void {
    request.queued = true;
    this.#row.push(request);
    this.#length += 1;
  }

  shift(): Request | undefined {
    for (let request = this.#row.shift(); request !== undefined; request = this.#row.shift()) {
      if (!request.queued) continue;
      request.queued = false;
      this.#length -= 1;
      return request;
    }
    return undefined;
  }

  /** Takes a request out for good: it must not be pushed again. */
  withdraw(request: Request): void {
    if (!request.queued) return;
    request.queued = false;
    this.#length -= 1;
    if (this.#row.length > 2 * this.#length + SLACK) this.#row.filter((other) => other.queued);
  }
}
