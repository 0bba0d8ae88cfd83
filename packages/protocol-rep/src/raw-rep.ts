import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, RawReplying, Socket, type PipeQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { rawRepOptions, type RawRepOptions } from './raw-rep-options.ts';

/**
 * A raw REP socket, for devices and for programs that keep their own books: requests leave with the header that they
 * have, replies arrive with their backtrace in the header. `T` are the transports it was given.
 */
export interface RawRep<T = AnyTransport> extends SocketBase<T, RawRepOptions, typeof protocols.rep>, Sends, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<RawRepOptions, never, PipeQueue> = {
  info: protocols.rep,
  raw: true,
  options: rawRepOptions,
  create: (host) => new RawReplying(host, true),
};

/**
 * Makes a raw REP socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawRep<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RawRepOptions & CoreOptions>,
): RawRep<T> {
  return new Socket(net, definition, options) as unknown as RawRep<T>;
}
