import type { Message } from '../message.ts';
import { isSpError } from '../sp-error.ts';
import type { CallOptions } from './call-options.ts';
import type { Context } from './context.ts';

/** A batch takes what is there, up to this many messages. */
const BATCH = 1024;

const DONE: IteratorResult<never, undefined> = { value: undefined, done: true };

/** Closing the socket or context is how iteration ends. */
const ended = (error: unknown): IteratorResult<never, undefined> => {
  if (isSpError(error, 'ERR_SP_CLOSED')) return DONE;
  throw error;
};

const item = <T>(value: T): IteratorResult<T> => ({ value, done: false });

/** Messages one by one. Written by hand: an async generator costs twice as much per message. */
export class MessageIterator implements AsyncIterableIterator<Message> {
  readonly #context: Context;
  readonly #call: CallOptions | undefined;

  constructor(context: Context, call: CallOptions | undefined) {
    this.#context = context;
    this.#call = call;
  }

  next(): Promise<IteratorResult<Message>> {
    // What is there is handed out by one promise; everything else is what `recv` does.
    const message = this.#call === undefined ? this.#context.nextInTurn() : undefined;
    return message === undefined ? this.#context.recv(this.#call).then(item, ended) : Promise.resolve(item(message));
  }

  return(): Promise<IteratorResult<Message>> {
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Messages in bursts: one wake-up and one promise for everything that has arrived. */
export class BatchIterator implements AsyncIterableIterator<Message[]> {
  readonly #context: Context;
  readonly #call: CallOptions | undefined;

  constructor(context: Context, call: CallOptions | undefined) {
    this.#context = context;
    this.#call = call;
  }

  async next(): Promise<IteratorResult<Message[]>> {
    try {
      const batch = [await this.#context.recv(this.#call)];
      for (let more = this.#context.tryRecv(); more !== undefined; more = this.#context.tryRecv()) {
        if (batch.push(more) === BATCH) break;
      }
      return item(batch);
    } catch (error) {
      return ended(error);
    }
  }

  return(): Promise<IteratorResult<Message[]>> {
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
