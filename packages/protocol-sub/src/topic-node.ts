/**
 * A node of a {@link TopicTree}: the bytes on the way to it, and what follows them.
 *
 * Children are found by their first byte, in an array that spans from the lowest such byte to the highest.
 */
export class TopicNode {
  /** The bytes from the parent to here; only the root has none. */
  label: Uint8Array;
  /** A topic ends here. */
  subscribed: boolean;
  #children: (TopicNode | undefined)[] = [];
  #lowest = 0;
  #count = 0;

  constructor(label: Uint8Array, subscribed: boolean) {
    this.label = label;
    this.subscribed = subscribed;
  }

  /** How many children there are. */
  get count(): number {
    return this.#count;
  }

  /** The child whose label starts with this byte. */
  child(byte: number): TopicNode | undefined {
    const at = byte - this.#lowest;
    // Looking outside of an array is slow.
    return at >= 0 && at < this.#children.length ? this.#children[at] : undefined;
  }

  /** Takes a child in, in place of the one whose label starts with the same byte, if there is one. */
  adopt(child: TopicNode): void {
    const byte = child.label[0] as number;
    if (this.#children.length === 0) this.#lowest = byte;
    while (byte < this.#lowest) {
      this.#children.unshift(undefined);
      this.#lowest -= 1;
    }
    while (byte - this.#lowest >= this.#children.length) this.#children.push(undefined);
    if (this.#children[byte - this.#lowest] === undefined) this.#count += 1;
    this.#children[byte - this.#lowest] = child;
  }

  /** Lets the child go whose label starts with this byte. */
  abandon(byte: number): void {
    this.#children[byte - this.#lowest] = undefined;
    this.#count -= 1;
    if (this.#count === 0) this.#children = [];
  }

  /** Becomes one with its only child. */
  absorb(): void {
    const child = this.#children.find((each) => each !== undefined) as TopicNode;
    const label = new Uint8Array(this.label.length + child.label.length);
    label.set(this.label);
    label.set(child.label, this.label.length);
    this.label = label;
    this.subscribed = child.subscribed;
    this.#children = child.#children;
    this.#lowest = child.#lowest;
    this.#count = child.#count;
  }
}
