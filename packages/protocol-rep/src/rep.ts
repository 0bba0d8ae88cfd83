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
import {
  protocols,
  serve,
  Socket,
  type Handler,
  type PipeQueue,
  type ProtocolDefinition,
  type ServeOptions,
} from '@sp/core/protocol';
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
  extends SocketBase<T, RepOptions, typeof protocols.rep>, Replies, OpensContexts<RepContext, RepContextOptions> {
  /**
   * Lets `handler` answer requests until the socket closes, which resolves the call; `concurrency` of them at a time,
   * each on a context of its own.
   *
   * A request whose handler throws or rejects gets no answer: the counter `handler_error` moves, `onError` is told, and
   * serving goes on. The same holds for an answer that cannot be sent.
   * @throws ERR_SP_BAD_VALUE for a bad `concurrency`, ERR_SP_CLOSED; the reason of `signal` when that aborts, after
   * requests under way have been answered
   */
  serve(handler: Handler, options?: ServeOptions): Promise<void>;
}

const definition: ProtocolDefinition<RepOptions, RepContextOptions, PipeQueue> = {
  info: protocols.rep,
  raw: false,
  options: repOptions,
  contextOptions: repContextOptions,
  create: (host) => new RepProtocol(host),
};

class RepSocket extends Socket<RepProtocol> {
  serve(handler: Handler, options?: ServeOptions): Promise<void> {
    return serve(this, handler, options, () => {
      this.core.counted('handler_error');
    });
  }
}

/**
 * Makes a REP socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRep<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RepOptions & CoreOptions>,
): Rep<T> {
  return new RepSocket(net, definition, options) as unknown as Rep<T>;
}
