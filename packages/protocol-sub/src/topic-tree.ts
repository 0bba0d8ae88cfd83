import { TopicNode } from './topic-node.ts';

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
 * Matching walks down along the message, so it costs no more for many topics than for one.
 */
export class TopicTree {
  readonly #root = new TopicNode(new Uint8Array(0), false);

  /** Adds a topic, which it copies; false where it was there already. */
  add(topic: Uint8Array): boolean {
    let node = this.#root;
    for (let at = 0; at < topic.length; at += node.label.length) {
      const child = node.child(topic[at] as number);
      if (child === undefined) {
        node.adopt(new TopicNode(topic.slice(at), true));
        return true;
      }
      node = fork(node, child, sharedLength(child.label, topic, at));
    }
    const added = !node.subscribed;
    node.subscribed = true;
    return added;
  }

  /** Removes a topic; false where it was not there. */
  delete(topic: Uint8Array): boolean {
    let node = this.#root;
    let parent = node;
    for (let at = 0; at < topic.length; at += node.label.length) {
      const child = node.child(topic[at] as number);
      if (child === undefined || sharedLength(child.label, topic, at) < child.label.length) return false;
      parent = node;
      node = child;
    }
    if (!node.subscribed) return false;
    node.subscribed = false;
    if (node.count === 0 && node !== this.#root) parent.abandon(node.label[0] as number);
    this.#tidy(node);
    this.#tidy(parent);
    return true;
  }

  /** Tells whether the bytes start with any of the topics. */
  matches(bytes: Uint8Array): boolean {
    let node = this.#root;
    let at = 0;
    while (!node.subscribed) {
      if (at === bytes.length) return false;
      const child = node.child(bytes[at] as number);
      if (child === undefined) return false;
      const { label } = child;
      if (label.length > bytes.length - at) return false;
      // The first byte is what the child was found by.
      for (let n = 1; n < label.length; n += 1) if (label[n] !== bytes[at + n]) return false;
      at += label.length;
      node = child;
    }
    return true;
  }

  /** A node that only leads on to another is one with it. */
  #tidy(node: TopicNode): void {
    if (node.count === 1 && !node.subscribed && node !== this.#root) node.absorb();
  }
}

/** The node at the end of the first `length` bytes of the child's label: the child itself, or a new one above it. */
function fork(parent: TopicNode, child: TopicNode, length: number): TopicNode {
  if (length === child.label.length) return child;
  const upper = new TopicNode(child.label.slice(0, length), false);
  child.label = child.label.slice(length);
  upper.adopt(child);
  parent.adopt(upper);
  return upper;
}

/** How many bytes of the label are those of the topic from `at` on. */
function sharedLength(label: Uint8Array, topic: Uint8Array, at: number): number {
  const end = Math.min(label.length, topic.length - at);
  for (let n = 0; n < end; n += 1) if (label[n] !== topic[at + n]) return n;
  return end;
}
