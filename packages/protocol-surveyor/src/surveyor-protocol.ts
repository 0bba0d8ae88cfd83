import type { Message } from '@sp/core';
import {
  Broadcast,
  closedError,
  RequestIds,
  SpError,
  takeId,
  wordBytes,
  type BroadcastQueue,
  type Protocol,
  type ProtocolHost,
  type ProtocolPipe,
} from '@sp/core/protocol';
import { SurveyExchange } from './survey-exchange.ts';
import { Survey } from './survey.ts';
import type { SurveyorContextOptions, SurveyorOptions } from './surveyor-options.ts';

/**
 * The asking side of surveys, after the SP RFC draft for surveys.
 *
 * ```text
 *   sent      id of the survey, 4 bytes, top bit set | body
 *   received  the same id                            | body
 * ```
 *
 * A survey goes to the peers of the moment, and takes their responses until its time is over.
 */
export class SurveyorProtocol implements Protocol<BroadcastQueue> {
  readonly context: SurveyExchange;
  readonly #host: ProtocolHost<SurveyorOptions>;
  readonly #ids = new RequestIds();
  readonly #outgoing: Broadcast;
  /** Every survey that is not over. */
  readonly #surveys = new Map<number, Survey>();
  #closed = false;

  constructor(host: ProtocolHost<SurveyorOptions>) {
    this.#host = host;
    this.#outgoing = new Broadcast(host);
    this.context = new SurveyExchange(this, host.options);
  }

  get queued(): number {
    return this.#outgoing.length;
  }

  /** The live option values of the socket. */
  get options(): Readonly<SurveyorOptions> {
    return this.#host.options;
  }

  openContext(options: object): SurveyExchange {
    return new SurveyExchange(this, options as SurveyorContextOptions);
  }

  attach(pipe: ProtocolPipe<BroadcastQueue>): undefined {
    this.#outgoing.attach(pipe, this.#host.options.writeQLen);
  }

  detach(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#outgoing.detach(pipe);
  }

  writable(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#outgoing.writable(pipe);
  }

  received(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void {
    const id = takeId(message);
    const survey = this.#surveys.get(id);
    if (survey === undefined) this.#host.dropped(id === 0 ? 'rx_malformed' : 'rx_unmatched', pipe);
    else if (!survey.offer(message)) this.#host.dropped('rx_discard', pipe);
  }

  /** Refuses calls on a closed socket. */
  check(): void {
    if (this.#closed) throw closedError('socket');
  }

  /** Sends a survey to everybody who is there, and takes responses to it for `time` milliseconds. */
  begin(message: Message, time: number, readQLen: number, keepsUnread: boolean): Survey {
    const survey = new Survey(this.#ids.next(this.#surveys), readQLen, keepsUnread);
    this.#surveys.set(survey.id, survey);
    if (time < Infinity) {
      survey.expiry = this.#host.schedule.after(time, () => {
        this.#expire(survey);
      });
    }
    message.header = wordBytes(survey.id);
    this.#outgoing.send(message);
    return survey;
  }

  /**
   * The survey is over: unread responses are discarded, late ones count as unmatched.
   * @param why - makes the error that waiting receives end with
   */
  end(survey: Survey, why: () => unknown): void {
    this.#over(survey);
    const unread = survey.discard();
    if (unread > 0) this.#host.dropped('unread', undefined, unread);
    if (survey.awaited) survey.failWaiters(why());
  }

  close(): void {
    this.#closed = true;
    for (const survey of this.#surveys.values()) this.end(survey, socketClosed);
  }

  #expire(survey: Survey): void {
    if (!survey.keepsUnread) this.end(survey, timeIsOver);
    else {
      this.#over(survey);
      if (survey.awaited) survey.failWaiters(timeIsOver());
    }
  }

  #over(survey: Survey): void {
    if (survey.over) return;
    survey.over = true;
    survey.expiry?.cancel();
    this.#surveys.delete(survey.id);
    survey.onEnd?.();
  }
}

const socketClosed = (): SpError => closedError('socket');
const timeIsOver = (): SpError => new SpError('ERR_SP_PROTO_STATE', 'the time of the survey is over');
