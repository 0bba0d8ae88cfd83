import { SpError } from '../sp-error.ts';

const LAST = 0x7fffffff;

/** Hands out 31-bit ids: random start, then ascending, wrapping from the last to 1, never one that is in use. */
export class PipeIds {
  readonly #used = new Set<number>();
  readonly #last: number;
  #next: number;

  /**
   * @param first - the id to start with
   * @param last - the id to wrap after
   */
  constructor(first: number = 1 + Math.floor(Math.random() * LAST), last: number = LAST) {
    this.#next = first;
    this.#last = last;
  }

  take(): number {
    while (this.#used.has(this.#next)) this.#advance();
    const id = this.#next;
    this.#used.add(id);
    this.#advance();
    return id;
  }

  /** Makes an id available again. Releasing one that is not in use is a bug of the caller: ERR_SP_BAD_VALUE. */
  release(id: number): void {
    if (!this.#used.delete(id)) throw new SpError('ERR_SP_BAD_VALUE', `pipe id ${id} is not in use`);
  }

  #advance(): void {
    this.#next = this.#next === this.#last ? 1 : this.#next + 1;
  }
}

/** The ids of all pipes of this process. */
export const pipeIds: PipeIds = new PipeIds();

let lastObjectId = 0;

/** A process-wide number for sockets and endpoints, for telling them apart in statistics. */
export const nextObjectId = (): number => (lastObjectId += 1);
