import type { Message } from '../message.ts';
import type { ProtocolPipe } from './protocol.ts';
import { ReadyPipes } from './ready-pipes.ts';
import { RingQueue } from './ring-queue.ts';
import { WaiterList, type Waiter } from './waiter.ts';

/**
 * One first-in first-out queue for a whole socket, drained by whichever pipe is ready, in turn.
 *
 * A message goes straight to a ready pipe; else into the queue, up to its capacity; else its sender waits. Capacity 0 is
 * a rendezvous: a message leaves only with a pipe that is ready for it.
 */
export class SendQueue {
  readonly #ready = new ReadyPipes();
  readonly #queue = new RingQueue<Message>();
  readonly #waiters = new WaiterList();
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Messages queued here, those of waiting senders not counted. */
  get length(): number {
    return this.#queue.length;
  }

  /** Takes the message if there is a ready pipe or room. */
  trySend(message: Message): boolean {
    // While anything is queued no pipe is ready, so order is kept.
    if (this.#ready.send(message, false) !== undefined) return true;
    if (this.#queue.length >= this.#capacity) return false;
    message.own();
    this.#queue.push(message);
    return true;
  }

  sendLater(waiter: Waiter): void {
    waiter.message?.own();
    this.#waiters.push(waiter);
  }

  attach(pipe: ProtocolPipe): void {
    this.#ready.add(pipe);
    this.#drain();
  }

  writable(pipe: ProtocolPipe): void {
    this.attach(pipe);
  }

  detach(pipe: ProtocolPipe): void {
    this.#ready.remove(pipe);
  }

  /**
   * Changes the capacity. The oldest queued messages that fit stay, unless `keep` says that none does.
   * @returns how many were discarded
   */
  resize(capacity: number, keep: boolean): number {
    this.#capacity = capacity;
    let dropped = 0;
    while (this.#queue.length > (keep ? capacity : 0)) {
      this.#queue.pop();
      dropped += 1;
    }
    if (keep) this.#drain();
    return dropped;
  }

  /** Completes every waiting send although nothing takes its message; returns how many there were. */
  completeWaiters(): number {
    const count = this.#waiters.length;
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) waiter.complete();
    return count;
  }

  /** Ends every waiting send with an error. Queued messages stay. */
  failWaiters(why: unknown): void {
    this.#waiters.failAll(why);
  }

  #drain(): void {
    while (this.#ready.length > 0 && this.#queue.length > 0) this.#ready.send(this.#queue.shift() as Message, false);
    for (let waiter = this.#waiters.first; waiter !== undefined; waiter = this.#waiters.first) {
      const message = waiter.message as Message;
      if (this.#ready.send(message, false) === undefined) {
        if (this.#queue.length >= this.#capacity) return;
        this.#queue.push(message);
      }
      waiter.complete();
    }
  }
}
