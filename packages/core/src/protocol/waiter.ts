import type { AbortSignalLike } from '../host.ts';
import type { Message } from '../message.ts';
import type { Scheduled } from './schedule.ts';

/** Who made a {@link Waiter} wait. */
export interface WaiterOwner {
  /** The call ended, well or not: release what was held for it. */
  left(waiter: Waiter): void;
  /** The call ended well; `message` was sent, or received. */
  completed(message: Message, sent: boolean): void;
}

/** The protocol's side of a {@link Waiter}, for those that keep state with a waiting call. */
export interface WaiterKeeper {
  /** The call ended, with a message if it was a receive that ended well; comes before the caller can know. */
  ended(waiter: Waiter, message: Message | undefined): void;
}

/** What a waiting call ends with: nothing for a send, a message for a receive. */
type Settle = (message: Message | undefined) => void;

/**
 * One call that waits: the promise behind it, the message it wants to send, and its place in a {@link WaiterList}.
 *
 * It ends exactly once, by `complete` or `fail`; both take it out of its list and release its deadline.
 */
export class Waiter {
  /** What a waiting send carries; undefined for a receive. */
  readonly message: Message | undefined;
  readonly promise: Promise<Message | undefined>;
  /** Whoever keeps the caller waiting, told when the call ends. */
  owner: WaiterOwner | undefined = undefined;
  /** The protocol's context, where it wants to know when the call ends. */
  keeper: WaiterKeeper | undefined = undefined;
  /** Deadline of the call, if it has one. */
  deadline: Scheduled | undefined = undefined;
  /** The list it waits in, if any. */
  list: WaiterList | undefined = undefined;
  next: Waiter | undefined = undefined;
  previous: Waiter | undefined = undefined;
  readonly #header: Uint8Array | undefined;
  #signal: AbortSignalLike | undefined = undefined;
  #onAbort: (() => void) | undefined = undefined;
  #resolve!: Settle;
  #reject!: (why: unknown) => void;

  constructor(message?: Message) {
    this.message = message;
    this.#header = message?.header;
    this.promise = new Promise<Message | undefined>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  complete(message?: Message): void {
    this.#leave();
    this.keeper?.ended(this, message);
    const moved = this.message ?? message;
    if (moved !== undefined) this.owner?.completed(moved, this.message !== undefined);
    this.#resolve(message);
  }

  /** Ends the call with an error; the message of a send goes back to the caller with the header it came with. */
  fail(why: unknown): void {
    this.#leave();
    this.keeper?.ended(this, undefined);
    if (this.message !== undefined && this.#header !== undefined) this.message.header = this.#header;
    this.#reject(why);
  }

  /** Ends the call through its exchange when the signal aborts, with the signal's own reason. */
  watch(signal: AbortSignalLike, exchange: { cancel(waiter: Waiter, why: unknown): void }): void {
    this.#signal = signal;
    this.#onAbort = () => {
      exchange.cancel(this, signal.reason);
    };
    signal.addEventListener('abort', this.#onAbort);
  }

  #leave(): void {
    this.list?.remove(this);
    this.deadline?.cancel();
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
    this.owner?.left(this);
  }
}

/** Waiting calls, first come first served. */
export class WaiterList {
  #first: Waiter | undefined = undefined;
  #last: Waiter | undefined = undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): Waiter | undefined {
    return this.#first;
  }

  push(waiter: Waiter): void {
    waiter.list = this;
    waiter.previous = this.#last;
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.next = waiter;
    this.#last = waiter;
    this.#length += 1;
  }

  shift(): Waiter | undefined {
    const waiter = this.#first;
    if (waiter !== undefined) this.remove(waiter);
    return waiter;
  }

  remove(waiter: Waiter): void {
    if (waiter.list !== this) return;
    if (waiter.previous === undefined) this.#first = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === undefined) this.#last = waiter.previous;
    else waiter.next.previous = waiter.previous;
    waiter.list = undefined;
    waiter.next = undefined;
    waiter.previous = undefined;
    this.#length -= 1;
  }

  /** Ends every waiting call with the same error. */
  failAll(why: unknown): void {
    for (let waiter = this.shift(); waiter !== undefined; waiter = this.shift()) waiter.fail(why);
  }
}
