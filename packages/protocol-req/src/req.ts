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
import { checkCall, protocols, Socket, toMessage, Waiter, type ProtocolDefinition } from '@sp/core/protocol';
import { reqOptions, type ReqOptions } from './req-options.ts';
import { ReqProtocol } from './req-protocol.ts';

/**
 * A conversation of its own on a REQ socket: a request, then its reply.
 *
 * Sending again before the reply gives the earlier request up: calls that wait for it end with ERR_SP_CANCELED. Receiving
 * without a request is ERR_SP_PROTO_STATE, as is a second receive while one waits.
 */
export interface ReqContext extends ContextBase<ReqOptions>, Sends, Pick<Receives, 'recv' | 'tryRecv'> {}

/**
 * A REQ socket: sends requests to whichever REP peer is free, and repeats them until they are answered.
 *
 * As a context it behaves like {@link ReqContext}. `T` are the transports it was given.
 */
export interface Req<T = AnyTransport>
  extends
    SocketBase<T, ReqOptions, typeof protocols.req>,
    Sends,
    Pick<Receives, 'recv' | 'tryRecv'>,
    OpensContexts<ReqContext, ReqOptions> {
  /**
   * Sends a request and resolves to its reply. Each call is a conversation of its own, so any number may be under way.
   *
   * `timeout`, `recvDeadline` where it is not given, covers everything from the wait for a peer to the reply; when it has
   * passed, or `signal` aborts, the request is abandoned.
   * @throws ERR_SP_RECV_TIMEOUT, ERR_SP_CLOSED; ERR_SP_NO_PEERS with `failNoPeers`; ERR_SP_CANCELED with a `retryTime` of
   * 0 when the connection that carried the request is lost; ERR_SP_BAD_VALUE for a payload that is none
   */
  request(payload: Payload, call?: CallOptions): Promise<Message>;
}

const definition: ProtocolDefinition<ReqOptions, ReqOptions> = {
  info: protocols.req,
  raw: false,
  options: reqOptions,
  contextOptions: reqOptions,
  create: (host) => new ReqProtocol(host),
};

class ReqSocket extends Socket<ReqProtocol> {
  request(payload: Payload, call?: CallOptions): Promise<Message> {
    try {
      checkCall(call);
      const message = toMessage(payload);
      const receiver = new Waiter();
      const exchange = this.protocol.request(message, receiver);
      this.completed(message, true);
      const { recvDeadline } = this.protocol.options;
      return this.suspend(exchange, receiver, call, recvDeadline, 'ERR_SP_RECV_TIMEOUT') as Promise<Message>;
    } catch (error) {
      // What an aborted signal gives as its reason may be anything, and is passed on unchanged.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      return Promise.reject(error);
    }
  }
}

/**
 * Makes a REQ socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createReq<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<ReqOptions & CoreOptions>,
): Req<T> {
  return new ReqSocket(net, definition, options) as unknown as Req<T>;
}
