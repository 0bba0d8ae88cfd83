import type { Message } from '@sp/core';
import { RingQueue, WaiterList, type Waiter } from '@sp/core/protocol';

/** Messages that wait for a receiver, or receivers that wait for a message. What doesn't fit is dropped. */
export class Arrivals {
  readonly #queue = new RingQueue<Message>();
  readonly #waiters = new WaiterList();
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * A message has come.
   * @param preferNew - what goes when the queue is full: the oldest message, else this one
   * @returns false where a message had to go
   */
  offer(message: Message, preferNew: boolean): boolean {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.complete(message);
      return true;
    }
    const room = this.#queue.length < this.#capacity;
    if (room || (preferNew && this.#queue.shift() !== undefined)) this.#queue.push(message);
    return room;
  }

  tryRecv(): Message | undefined {
    return this.#queue.shift();
  }

  recvLater(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  /** Keeps the queued messages that pass; returns how many went. */
  filter(keep: (message: Message) => boolean): number {
    return this.#queue.filter(keep);
  }

  /** Changes the capacity, which empties the queue; receivers go on waiting. Returns how many messages went. */
  resize(capacity: number): number {
    const dropped = this.#queue.length;
    this.#queue.clear();
    this.#capacity = capacity;
    return dropped;
  }

  failWaiters(why: unknown): void {
    this.#waiters.failAll(why);
  }
}
