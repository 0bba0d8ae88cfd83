/**
 * Ids of requests and surveys: one counter for all contexts of a socket, starting where nobody can guess, the top bit
 * always set (SP RFC draft for request/reply).
 */
export class RequestIds {
  #next = Math.floor(Math.random() * 0x80000000);

  /** The next id that `taken` does not know. */
  next(taken: { has(id: number): boolean }): number {
    for (;;) {
      const id = (this.#next | 0x80000000) >>> 0;
      this.#next = (this.#next + 1) & 0x7fffffff;
      if (!taken.has(id)) return id;
    }
  }
}
