import type { Message } from '../message.ts';
import { isSpError } from '../sp-error.ts';
import type { CallOptions } from './call-options.ts';
import type { Context } from './context.ts';
import { SignalRelay } from './signal-relay.ts';

/** A batch takes what is there, up to this many messages. */
const BATCH = 1024;

const DONE: IteratorResult<never, undefined> = { value: undefined, done: true };

const item = <T>(value: T): IteratorResult<T> => ({ value, done: false });

/** What both iterators have in common: the calls they make, and how they end. */
abstract class Iteration {
  protected readonly context: Context;
  protected readonly call: CallOptions | undefined;
  protected over = false;
  readonly #relay: SignalRelay | undefined;

  constructor(context: Context, call: CallOptions | undefined) {
    this.context = context;
    this.#relay = call?.signal === undefined ? undefined : new SignalRelay(call.signal);
    this.call = this.#relay === undefined ? call : { ...call, signal: this.#relay };
  }

  return(): Promise<IteratorResult<never, undefined>> {
    this.over = true;
    this.#relay?.close();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Closing the socket or context is how iteration ends; any other error is the caller's. */
  protected readonly ended = (error: unknown): IteratorResult<never, undefined> => {
    this.#relay?.close();
    if (!isSpError(error, 'ERR_SP_CLOSED')) throw error;
    this.over = true;
    return DONE;
  };
}

/** Messages one by one. Written by hand: an async generator costs twice as much per message. */
export class MessageIterator extends Iteration implements AsyncIterableIterator<Message> {
  next(): Promise<IteratorResult<Message>> {
    if (this.over) return Promise.resolve(DONE);
    // What is there is handed out by one promise; everything else is what `recv` does.
    const message = this.call === undefined ? this.context.nextInTurn() : undefined;
    return message === undefined ? this.context.recv(this.call).then(item, this.ended) : Promise.resolve(item(message));
  }
}

/** Messages in bursts: one wake-up and one promise for everything that has arrived. */
export class BatchIterator extends Iteration implements AsyncIterableIterator<Message[]> {
  async next(): Promise<IteratorResult<Message[]>> {
    if (this.over) return DONE;
    try {
      const batch = [await this.context.recv(this.call)];
      await this.context.fill(batch, BATCH);
      return item(batch);
    } catch (error) {
      return this.ended(error);
    }
  }
}
