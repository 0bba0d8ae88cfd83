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
import { repContextOptions, repOptions, type RepContextOptions, type RepOptions } from './rep-options.ts';
import { RepProtocol } from './rep-protocol.ts';

/** The verbs of whoever replies: batches are missing, since only the request received last can be replied to. */
type Replies = Sends & Omit<Receives, 'batches'>;

/**
 * A line of service of its own on a REP socket: a request, then at most one reply to it.
 *
 * Sending without an unanswered request is ERR_SP_PROTO_STATE, as is a second receive while one waits. A send that had to
 * wait has used the request up, even where it failed. A reply whose requester is gone counts as sent.
 */
export interface RepContext extends ContextBase<RepContextOptions>, Replies {}

/**
 * A REP socket: receives requests and replies to them.
 *
 * As a context it behaves like {@link RepContext}. `T` are the transports it was given.
 */
export interface Rep<T = AnyTransport>
  extends
    SocketBase<T, RepOptions, typeof protocols.rep>,
    Replies,
    OpensContexts<RepContext, RepContextOptions>,
    Serves {}

const definition: ProtocolDefinition<RepOptions, RepContextOptions, PipeQueue> = {
  info: protocols.rep,
  raw: false,
  options: repOptions,
  contextOptions: repContextOptions,
  create: (host) => new RepProtocol(host),
};

/**
 * Makes a REP socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRep<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RepOptions & CoreOptions>,
): Rep<T> {
  return new ServingSocket(net, definition, options) as unknown as Rep<T>;
}
