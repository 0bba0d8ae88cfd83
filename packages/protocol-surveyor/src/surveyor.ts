import type {
  AnyTransport,
  CallOptions,
  ContextBase,
  CoreOptions,
  Message,
  OpensContexts,
  Payload,
  Receives,
  Sends,
  SocketBase,
  Transports,
} from '@sp/core';
import {
  checkCall,
  Context,
  protocols,
  Socket,
  toMessage,
  type BroadcastQueue,
  type ProtocolDefinition,
} from '@sp/core/protocol';
import { SurveyIterator } from './survey-iterator.ts';
import {
  surveyorContextOptions,
  surveyorOptions,
  type SurveyorContextOptions,
  type SurveyorOptions,
} from './surveyor-options.ts';
import { SurveyorProtocol } from './surveyor-protocol.ts';

/** The verbs of whoever asks. */
type Asks = Sends & Pick<Receives, 'recv' | 'tryRecv'>;

/**
 * A line of asking of its own on a SURVEYOR socket: a survey, then the responses to it until `surveyTime` is over.
 *
 * Sending never waits, also without peers; it gives the earlier survey up, and calls that wait for its responses end with
 * ERR_SP_CANCELED. Receiving is ERR_SP_PROTO_STATE without a survey, and when its time is over: what nobody had received
 * by then is discarded. A receive that times out leaves the survey going.
 */
export interface SurveyorContext extends ContextBase<SurveyorContextOptions>, Asks {}

/**
 * A SURVEYOR socket: asks all its RESPONDENT peers at once, and collects their responses.
 *
 * As a context it behaves like {@link SurveyorContext}. `T` are the transports it was given.
 */
export interface Surveyor<T = AnyTransport>
  extends
    SocketBase<T, SurveyorOptions, typeof protocols.surveyor>,
    Asks,
    OpensContexts<SurveyorContext, SurveyorContextOptions> {
  /**
   * Sends a survey at once, and gives the responses to it until its time is over: `timeout`, or `surveyTime` where that
   * is not given. Each call is a survey of its own, so any number may be under way.
   *
   * Responses that came in time are given even where the loop gets to them later, up to `readQLen` of them. Leaving the
   * loop ends the survey, as do an abort of `signal`, whose reason the loop then throws, and closing the socket.
   * @throws ERR_SP_CLOSED, ERR_SP_BAD_VALUE for a payload that is none or a bad timeout
   */
  survey(payload: Payload, call?: CallOptions): AsyncIterableIterator<Message>;
}

const definition: ProtocolDefinition<SurveyorOptions, SurveyorContextOptions, BroadcastQueue> = {
  info: protocols.surveyor,
  raw: false,
  options: surveyorOptions,
  contextOptions: surveyorContextOptions,
  create: (host) => new SurveyorProtocol(host),
};

class SurveyorSocket extends Socket<SurveyorProtocol> {
  survey(payload: Payload, call?: CallOptions): AsyncIterableIterator<Message> {
    checkCall(call);
    const message = toMessage(payload);
    const { options } = this.protocol;
    const exchange = this.protocol.openContext(options);
    const survey = exchange.begin(message, call?.timeout ?? options.surveyTime, true);
    this.completed(message, true);
    const context = new Context(this.core, exchange, this.optionSet);
    return new SurveyIterator(exchange, survey, context, call?.signal);
  }
}

/**
 * Makes a SURVEYOR socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createSurveyor<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<SurveyorOptions & CoreOptions>,
): Surveyor<T> {
  return new SurveyorSocket(net, definition, options) as unknown as Surveyor<T>;
}
