import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { rawReqOptions, type RawReqOptions } from './raw-req-options.ts';
import { RawReqProtocol } from './raw-req-protocol.ts';

/**
 * A raw REQ socket, for devices and for programs that keep their own books: requests leave with the header that they
 * have, replies arrive with their backtrace in the header. `T` are the transports it was given.
 */
export interface RawReq<T = AnyTransport> extends SocketBase<T, RawReqOptions, typeof protocols.req>, Sends, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<RawReqOptions> = {
  info: protocols.req,
  raw: true,
  options: rawReqOptions,
  create: (host) => new RawReqProtocol(host),
};

/**
 * Makes a raw REQ socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawReq<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RawReqOptions & CoreOptions>,
): RawReq<T> {
  return new Socket(net, definition, options) as unknown as RawReq<T>;
}
