/**
 * Fields of a node, in a row of {@link ROW} integers. Of the label, the bytes that lead to the node from its parent, they
 * say where it lies. Bytes that topics have in common are kept once.
 */
const START = 0;
const LENGTH = 1;
const PARENT = 2;
const SUBSCRIBED = 3;
/** Where the row of children starts; it has a slot for each byte from `LOWEST` on, 0 where there is no child. */
const CHILDREN = 4;
const LOWEST = 5;
const SPAN = 6;
const ROW = 8;

/** Rows of children start and end at multiples of this, so that they need not move for every new child. */
const BLOCK = 8;

const at = (row: Int32Array | Uint8Array, index: number): number => row[index] as number;

/**
 * A set of topics that tells whether a message starts with one of them: a tree of their bytes, in which stretches
 * without a fork are one node.
 *
 * ```text
 *   price/eur, price/usd, pricing       (root) - pric +- e/ +- eur *
 *                                                     |     +- usd *
 *                                                     +- ing *          * a topic ends here
 * ```
 *
 * Matching walks down along the message, so it costs about as much for many topics as for one. For that the tree also
 * has to stay in the caches of the processor: it is a few arrays of integers, not objects.
 */
export class TopicTree {
  /** Nodes, known by the index of their first field; the root is 0. */
  #nodes = new Int32Array(ROW);
  #nodesUsed = ROW;
  #slots = new Int32Array(BLOCK);
  #slotsUsed = 0;
  #bytes = new Uint8Array(64);
  #bytesUsed = 0;
  #size = 0;
  /** Topics removed whose nodes are still there. */
  #removed = 0;

  /** Adds a topic, which it copies; false where it was there already. */
  add(topic: Uint8Array): boolean {
    const [node, done] = this.#descend(topic);
    const end = done === topic.length ? node : this.#addLeaf(node, topic, done);
    if (at(this.#nodes, end + SUBSCRIBED) === 1) return false;
    this.#nodes[end + SUBSCRIBED] = 1;
    this.#size += 1;
    return true;
  }

  /** Removes a topic; false where it was not there. */
  delete(topic: Uint8Array): boolean {
    const node = this.#find(topic);
    if (node === undefined || at(this.#nodes, node + SUBSCRIBED) === 0) return false;
    this.#nodes[node + SUBSCRIBED] = 0;
    this.#size -= 1;
    this.#removed += 1;
    // Nodes without a topic do no harm until they are many.
    if (this.#removed > this.#size + 64) this.#rebuild();
    return true;
  }

  /**
   * Tells whether the bytes from `start` to `end` begin with any of the topics. This is the hot path: all in one, and
   * arrays at hand.
   */
  matches(bytes: Uint8Array, start: number = 0, end: number = bytes.length): boolean {
    const nodes = this.#nodes;
    const slots = this.#slots;
    const labels = this.#bytes;
    let node = 0;
    let next = start;
    while (at(nodes, node + SUBSCRIBED) === 0) {
      if (next >= end) return false;
      const slot = at(bytes, next) - at(nodes, node + LOWEST);
      if (slot < 0 || slot >= at(nodes, node + SPAN)) return false;
      node = at(slots, at(nodes, node + CHILDREN) + slot);
      if (node === 0) return false;
      const until = next + at(nodes, node + LENGTH);
      if (until > end) return false;
      let label = at(nodes, node + START);
      // The first byte is what the child was found by.
      for (next += 1; next < until; next += 1) {
        label += 1;
        if (at(labels, label) !== at(bytes, next)) return false;
      }
    }
    return true;
  }

  /** The node where a topic ends, topic or not; undefined where it ends nowhere or within a label. */
  #find(topic: Uint8Array): number | undefined {
    let node = 0;
    for (let done = 0; done < topic.length; done += at(this.#nodes, node + LENGTH)) {
      node = this.#child(node, at(topic, done));
      if (node === 0 || this.#shared(node, topic, done) < at(this.#nodes, node + LENGTH)) return undefined;
    }
    return node;
  }

  /** The last node on the way of a topic, after a fork where it leaves a label midway, and how far that is. */
  #descend(topic: Uint8Array): [node: number, done: number] {
    let node = 0;
    let done = 0;
    while (done < topic.length) {
      const child = this.#child(node, at(topic, done));
      if (child === 0) break;
      const shared = this.#shared(child, topic, done);
      done += shared;
      if (shared < at(this.#nodes, child + LENGTH)) return [this.#fork(node, child, shared), done];
      node = child;
    }
    return [node, done];
  }

  /** The child whose label starts with this byte; 0 where there is none. */
  #child(node: number, byte: number): number {
    const nodes = this.#nodes;
    const slot = byte - at(nodes, node + LOWEST);
    if (slot < 0 || slot >= at(nodes, node + SPAN)) return 0;
    return at(this.#slots, at(nodes, node + CHILDREN) + slot);
  }

  /** How many bytes of the node's label are those of `bytes` from `done` on; the first is known to be. */
  #shared(node: number, bytes: Uint8Array, done: number): number {
    const labels = this.#bytes;
    const start = at(this.#nodes, node + START);
    const end = Math.min(at(this.#nodes, node + LENGTH), bytes.length - done);
    let shared = 1;
    while (shared < end && labels[start + shared] === bytes[done + shared]) shared += 1;
    return shared;
  }

  /** Puts a new node in after the first `length` bytes of the child's label. */
  #fork(parent: number, child: number, length: number): number {
    const start = at(this.#nodes, child + START);
    const left = at(this.#nodes, child + LENGTH) - length;
    const upper = this.#addNode(start, length);
    this.#nodes[child + START] = start + length;
    this.#nodes[child + LENGTH] = left;
    this.#adopt(upper, child);
    this.#adopt(parent, upper);
    return upper;
  }

  #addLeaf(parent: number, topic: Uint8Array, done: number): number {
    const label = topic.subarray(done);
    const leaf = this.#addNode(this.#bytesUsed, label.length);
    this.#bytesUsed += label.length;
    this.#bytes = grown(this.#bytes, this.#bytesUsed);
    this.#bytes.set(label, at(this.#nodes, leaf + START));
    this.#adopt(parent, leaf);
    return leaf;
  }

  #addNode(start: number, length: number): number {
    const node = this.#nodesUsed;
    this.#nodesUsed += ROW;
    this.#nodes = grown(this.#nodes, this.#nodesUsed);
    this.#nodes[node + START] = start;
    this.#nodes[node + LENGTH] = length;
    return node;
  }

  /** Makes a node the child of another, in place of the one whose label starts with the same byte, if there is one. */
  #adopt(parent: number, child: number): void {
    const nodes = this.#nodes;
    const byte = at(this.#bytes, at(nodes, child + START));
    const slot = byte - at(nodes, parent + LOWEST);
    if (slot < 0 || slot >= at(nodes, parent + SPAN)) this.#widen(parent, byte);
    this.#slots[at(nodes, parent + CHILDREN) + byte - at(nodes, parent + LOWEST)] = child;
    nodes[child + PARENT] = parent;
  }

  /** Moves the children of a node to a row that has a slot for this byte as well. */
  #widen(node: number, byte: number): void {
    const nodes = this.#nodes;
    const [from, lowest, span] = [at(nodes, node + CHILDREN), at(nodes, node + LOWEST), at(nodes, node + SPAN)];
    const first = byte - (byte % BLOCK);
    const newLowest = span === 0 ? first : Math.min(lowest, first);
    const newEnd = Math.max(lowest + span, first + BLOCK);
    const to = this.#slotsUsed;
    this.#slotsUsed += newEnd - newLowest;
    this.#slots = grown(this.#slots, this.#slotsUsed);
    this.#slots.copyWithin(to + lowest - newLowest, from, from + span);
    nodes[node + CHILDREN] = to;
    nodes[node + LOWEST] = newLowest;
    nodes[node + SPAN] = newEnd - newLowest;
  }

  /** Starts anew with the topics that are left. */
  #rebuild(): void {
    const topics: Uint8Array[] = [];
    for (let node = 0; node < this.#nodesUsed; node += ROW) {
      if (at(this.#nodes, node + SUBSCRIBED) === 1) topics.push(this.#wayTo(node));
    }
    this.#nodes = new Int32Array(ROW);
    this.#nodesUsed = ROW;
    this.#slotsUsed = this.#bytesUsed = this.#size = this.#removed = 0;
    this.#slots = new Int32Array(BLOCK);
    this.#bytes = new Uint8Array(64);
    for (const topic of topics) this.add(topic);
  }

  /** All labels from the root to a node. */
  #wayTo(node: number): Uint8Array {
    const nodes = this.#nodes;
    let length = 0;
    for (let up = node; up !== 0; up = at(nodes, up + PARENT)) length += at(nodes, up + LENGTH);
    const way = new Uint8Array(length);
    for (let up = node; up !== 0; up = at(nodes, up + PARENT)) {
      const start = at(nodes, up + START);
      const label = this.#bytes.subarray(start, start + at(nodes, up + LENGTH));
      length -= label.length;
      way.set(label, length);
    }
    return way;
  }
}

/** An array with room for `length` entries: the one given, or a copy of twice the length that is needed. */
function grown<Row extends Int32Array | Uint8Array>(row: Row, length: number): Row {
  if (length <= row.length) return row;
  const larger = new (row.constructor as new (length: number) => Row)(length * 2);
  larger.set(row);
  return larger;
}
