import type { Message } from '@sp/core';
import { RingQueue, WaiterList, type Scheduled, type Waiter } from '@sp/core/protocol';

/** One survey, from the call that sends it until its time is over or nobody wants its responses any more. */
export class Survey {
  readonly id: number;
  /** True where responses that came in time can still be had when the time is over. */
  readonly keepsUnread: boolean;
  /** No further response is taken. */
  over = false;
  /** The end of its time, unless it lasts for ever. */
  expiry: Scheduled | undefined = undefined;
  /** Is told of the end. */
  onEnd: (() => void) | undefined = undefined;
  readonly #capacity: number;
  readonly #unread = new RingQueue<Message>();
  readonly #waiters = new WaiterList();

  /** @param capacity - responses that may wait for a receive */
  constructor(id: number, capacity: number, keepsUnread: boolean) {
    this.id = id;
    this.keepsUnread = keepsUnread;
    this.#capacity = capacity;
  }

  /** True while a receive waits. */
  get awaited(): boolean {
    return this.#waiters.length > 0;
  }

  /** Takes a response for a waiting receive, or into the queue; false where that is full. */
  offer(response: Message): boolean {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.complete(response);
    else if (this.#unread.length < this.#capacity) this.#unread.push(response);
    else return false;
    return true;
  }

  tryRecv(): Message | undefined {
    return this.#unread.shift();
  }

  recvLater(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  /** Ends waiting receives with an error. */
  failWaiters(why: unknown): void {
    this.#waiters.failAll(why);
  }

  /** Discards what nobody has received; returns how many responses went. */
  discard(): number {
    const unread = this.#unread.length;
    this.#unread.clear();
    return unread;
  }
}
