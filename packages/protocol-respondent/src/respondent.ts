import type {
  AnyTransport,
  ContextBase,
  CoreOptions,
  OpensContexts,
  Receives,
  Sends,
  SocketBase,
  Transports,
} from '@sp/core';
import { protocols, ServingSocket, type PipeQueue, type ProtocolDefinition, type Serves } from '@sp/core/protocol';
import {
  respondentContextOptions,
  respondentOptions,
  type RespondentContextOptions,
  type RespondentOptions,
} from './respondent-options.ts';
import { RespondentProtocol } from './respondent-protocol.ts';

/** The verbs of whoever responds: batches are missing, since only the survey received last can be responded to. */
type Responds = Sends & Omit<Receives, 'batches'>;

/**
 * A line of service of its own on a RESPONDENT socket: a survey, then at most one response to it, or none.
 *
 * Sending without an unanswered survey is ERR_SP_PROTO_STATE, as is a second receive while one waits. Asking for the next
 * survey gives up the one that is unanswered, even if none comes. A send that had to wait has used the survey up, even
 * where it failed. A response whose surveyor is gone counts as sent.
 */
export interface RespondentContext extends ContextBase<RespondentContextOptions>, Responds {}

/**
 * A RESPONDENT socket: receives surveys and responds to them.
 *
 * As a context it behaves like {@link RespondentContext}. `T` are the transports it was given.
 */
export interface Respondent<T = AnyTransport>
  extends
    SocketBase<T, RespondentOptions, typeof protocols.respondent>,
    Responds,
    OpensContexts<RespondentContext, RespondentContextOptions>,
    Serves {}

const definition: ProtocolDefinition<RespondentOptions, RespondentContextOptions, PipeQueue> = {
  info: protocols.respondent,
  raw: false,
  options: respondentOptions,
  contextOptions: respondentContextOptions,
  create: (host) => new RespondentProtocol(host),
};

/**
 * Makes a RESPONDENT socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRespondent<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RespondentOptions & CoreOptions>,
): Respondent<T> {
  return new ServingSocket(net, definition, options) as unknown as Respondent<T>;
}
