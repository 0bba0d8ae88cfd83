/**
 * A first-in first-out queue over a ring of slots that doubles when full. Limits are the owner's business.
 *
 * ```text
 *   slots  [ e f . . . a b c d ]      head = 5, length = 6
 *            ^tail     ^head          the slot of entry n is (head + n) & (slots.length - 1)
 * ```
 */
export class RingQueue<T> {
  #slots: (T | undefined)[] = new Array<T | undefined>(8);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(entry: T): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = entry;
    this.#length += 1;
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const entry = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length -= 1;
    return entry;
  }

  /** The entry that `shift` would return. */
  peek(): T | undefined {
    return this.#slots[this.#head];
  }

  /** Takes the newest entry back out. */
  pop(): T | undefined {
    if (this.#length === 0) return undefined;
    this.#length -= 1;
    const at = (this.#head + this.#length) & (this.#slots.length - 1);
    const entry = this.#slots[at];
    this.#slots[at] = undefined;
    return entry;
  }

  /** Keeps the entries that `keep` accepts, in order; returns how many went. */
  filter(keep: (entry: T) => boolean): number {
    const before = this.#length;
    for (let n = 0; n < before; n++) {
      const entry = this.shift() as T;
      if (keep(entry)) this.push(entry);
    }
    return before - this.#length;
  }

  /** Takes one entry out, wherever it is; false where it is not in the queue. */
  remove(entry: T): boolean {
    return this.filter((other) => other !== entry) > 0;
  }

  clear(): void {
    this.#slots = new Array<T | undefined>(8);
    this.#head = 0;
    this.#length = 0;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Array<T | undefined>(old.length * 2);
    for (let n = 0; n < this.#length; n++) slots[n] = old[(this.#head + n) & (old.length - 1)];
    this.#slots = slots;
    this.#head = 0;
  }
}
