import type { Message } from '@sp/core';
import { closedError, SpError, type ProtocolContext, type Waiter } from '@sp/core/protocol';
import type { Survey } from './survey.ts';
import type { SurveyorContextOptions } from './surveyor-options.ts';
import type { SurveyorProtocol } from './surveyor-protocol.ts';

/** One line of asking: at most one survey at a time, and any number of responses to it. */
export class SurveyExchange implements ProtocolContext {
  readonly #protocol: SurveyorProtocol;
  readonly #options: Readonly<SurveyorContextOptions>;
  #survey: Survey | undefined = undefined;
  #closed = false;

  /** @param options - the live values, which are read whenever they matter */
  constructor(protocol: SurveyorProtocol, options: Readonly<SurveyorContextOptions>) {
    this.#protocol = protocol;
    this.#options = options;
  }

  trySend(message: Message): boolean {
    this.begin(message, this.#options.surveyTime, false);
    return true;
  }

  /** Never called: `trySend` takes everything. */
  sendLater(): void {
    // Nobody waits.
  }

  /**
   * Starts a survey, which gives up the one before.
   * @param time - how long it lasts, in milliseconds
   * @param keepsUnread - whether responses that came in time can still be had when that is over
   */
  begin(message: Message, time: number, keepsUnread: boolean): Survey {
    this.#check();
    this.end(superseded);
    this.#survey = this.#protocol.begin(message, time, this.#options.readQLen, keepsUnread);
    return this.#survey;
  }

  tryRecv(): Message | undefined {
    this.#check();
    const message = this.#survey?.tryRecv();
    if (message === undefined && this.#survey?.over !== false) {
      throw new SpError('ERR_SP_PROTO_STATE', 'no survey is under way');
    }
    return message;
  }

  recvLater(waiter: Waiter): void {
    (this.#survey as Survey).recvLater(waiter);
  }

  /** A receive gives up; the survey goes on. */
  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  close(): void {
    this.end(contextClosed);
    this.#closed = true;
  }

  /** Gives the survey up, if there is one; receives that wait for responses end with what `why` makes. */
  end(why: () => unknown): void {
    if (this.#survey !== undefined) this.#protocol.end(this.#survey, why);
  }

  #check(): void {
    if (this.#closed) throw closedError('context');
    this.#protocol.check();
  }
}

const contextClosed = (): SpError => closedError('context');
const superseded = (): SpError => new SpError('ERR_SP_CANCELED', 'a newer survey took its place');
