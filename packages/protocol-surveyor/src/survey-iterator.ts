import { isSpError, type AbortSignalLike, type Message } from '@sp/core';
import type { Context } from '@sp/core/protocol';
import type { SurveyExchange } from './survey-exchange.ts';
import type { Survey } from './survey.ts';

const DONE: IteratorResult<never, undefined> = { value: undefined, done: true };
const FOREVER = { timeout: Infinity };

const item = (value: Message): IteratorResult<Message> => ({ value, done: false });

/** The end of the survey, and the end of the socket, are how iteration ends. */
const ended = (error: unknown): IteratorResult<never, undefined> => {
  if (isSpError(error, 'ERR_SP_PROTO_STATE') || isSpError(error, 'ERR_SP_CLOSED')) return DONE;
  throw error;
};

/** The responses to one survey, until that is over. Leaving the loop ends the survey. */
export class SurveyIterator implements AsyncIterableIterator<Message> {
  readonly #exchange: SurveyExchange;
  readonly #context: Context;
  #aborted: { readonly reason: unknown } | undefined = undefined;

  /** @param context - the exchange that the survey is on, as the socket sees it */
  constructor(exchange: SurveyExchange, survey: Survey, context: Context, signal: AbortSignalLike | undefined) {
    this.#exchange = exchange;
    this.#context = context;
    if (signal === undefined) return;
    const abort = (): void => {
      this.#aborted = { reason: signal.reason };
      exchange.end(() => signal.reason);
    };
    signal.addEventListener('abort', abort);
    survey.onEnd = () => {
      signal.removeEventListener('abort', abort);
    };
  }

  next(): Promise<IteratorResult<Message>> {
    // What an aborted signal gives as its reason may be anything, and is passed on unchanged.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    if (this.#aborted !== undefined) return Promise.reject(this.#aborted.reason);
    return this.#context.recv(FOREVER).then(item, ended);
  }

  return(): Promise<IteratorResult<Message>> {
    this.#aborted = undefined;
    this.#exchange.close();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
