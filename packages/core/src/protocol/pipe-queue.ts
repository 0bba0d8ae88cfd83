import type { Message } from '../message.ts';
import type { ProtocolPipe } from './protocol.ts';
import { RingQueue } from './ring-queue.ts';
import { WaiterList, type Waiter } from './waiter.ts';

/**
 * The send queue of one pipe: for protocols that choose the peer of each message.
 *
 * A message goes straight to the transport while that can take it; else into the queue, up to its capacity; else its
 * sender waits or gives up, as the protocol has it.
 */
export class PipeQueue {
  readonly #pipe: ProtocolPipe;
  readonly #queue = new RingQueue<{ readonly message: Message; readonly shared: boolean }>();
  readonly #waiters = new WaiterList();
  readonly #capacity: number;
  #ready = true;

  constructor(pipe: ProtocolPipe, capacity: number) {
    this.#pipe = pipe;
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** True while the transport itself takes messages. */
  get ready(): boolean {
    return this.#ready;
  }

  trySend(message: Message, shared: boolean): boolean {
    if (this.#ready) {
      this.#ready = this.#pipe.send(message, shared);
      return true;
    }
    if (this.#queue.length >= this.#capacity) return false;
    message.own();
    this.#queue.push({ message, shared });
    return true;
  }

  sendLater(waiter: Waiter): void {
    waiter.message?.own();
    this.#waiters.push(waiter);
  }

  writable(): void {
    this.#ready = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#ready ? this.#queue.shift() : undefined) {
      this.#ready = this.#pipe.send(next.message, next.shared);
    }
    for (let waiter = this.#waiters.first; waiter !== undefined; waiter = this.#waiters.first) {
      if (!this.trySend(waiter.message as Message, false)) return;
      waiter.complete();
    }
  }

  /** The pipe is gone: queued messages are discarded. Returns how many. */
  discard(): number {
    const dropped = this.#queue.length;
    this.#queue.clear();
    return dropped;
  }

  /** Completes every waiting send although its message goes nowhere; returns how many there were. */
  completeWaiters(): number {
    const count = this.#waiters.length;
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) waiter.complete();
    return count;
  }

  failWaiters(why: unknown): void {
    this.#waiters.failAll(why);
  }
}
