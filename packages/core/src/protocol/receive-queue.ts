import type { Message } from '../message.ts';
import type { ProtocolPipe } from './protocol.ts';
import { RingQueue } from './ring-queue.ts';
import { WaiterList, type Waiter } from './waiter.ts';

interface Held {
  readonly pipe: ProtocolPipe;
  readonly message: Message;
}

/**
 * One first-in first-out queue that all pipes of a socket fill, with back-pressure.
 *
 * A message goes to a waiting receiver; else into the queue; else its pipe holds it and is paused, in mid-read if need
 * be. Held messages enter in the order in which their pipes were stopped, which is what keeps peers equal. A single
 * stopped pipe starts again only when the queue is half empty, so that its messages come in bursts.
 * Capacity 0 is a rendezvous: every pipe holds one message until a receiver comes for it.
 */
export class ReceiveQueue {
  readonly #queue = new RingQueue<Message>();
  readonly #held = new RingQueue<Held>();
  readonly #waiters = new WaiterList();
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Messages that a receiver could have now. */
  get length(): number {
    return this.#queue.length + this.#held.length;
  }

  offer(pipe: ProtocolPipe, message: Message): void {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.complete(message);
    else if (this.#queue.length < this.#capacity) this.#queue.push(message);
    else {
      this.#held.push({ pipe, message });
      pipe.pause();
    }
  }

  tryRecv(): Message | undefined {
    if (this.#queue.length === 0) return this.#release();
    const message = this.#queue.shift();
    if (this.#held.length > 1 || (this.#held.length === 1 && this.#queue.length <= this.#capacity >> 1)) {
      this.#queue.push(this.#release() as Message);
    }
    return message;
  }

  recvLater(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  /** A pipe is gone: what it held goes with it, what was queued stays. Returns how many messages were dropped. */
  detach(pipe: ProtocolPipe): number {
    return this.#held.filter((held) => held.pipe !== pipe);
  }

  /**
   * Changes the capacity, keeping the oldest messages that fit and whatever pipes hold; waiting receivers go on.
   * @returns how many were discarded
   */
  resize(capacity: number): number {
    this.#capacity = capacity;
    let dropped = 0;
    for (; this.#queue.length > capacity; dropped += 1) this.#queue.pop();
    while (this.#held.length > 0 && this.#queue.length < capacity) this.#queue.push(this.#release() as Message);
    return dropped;
  }

  /** Discards everything queued, and what pipes hold too unless `keepHeld`; returns how many messages went. */
  discard(keepHeld: boolean): number {
    let dropped = this.#queue.length;
    this.#queue.clear();
    if (!keepHeld) for (; this.#held.length > 0; dropped += 1) this.#release();
    return dropped;
  }

  failWaiters(why: unknown): void {
    this.#waiters.failAll(why);
  }

  /** Takes the message that has been held longest; its pipe may deliver again. */
  #release(): Message | undefined {
    const held = this.#held.shift();
    held?.pipe.resume();
    return held?.message;
  }
}
