import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, SinglePeer, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pairOptions, type PairOptions } from './pair-options.ts';

/** A raw PAIR socket: a PAIR socket that a device takes. `T` are the transports it was given. */
export interface RawPair<T = AnyTransport> extends SocketBase<T, PairOptions, typeof protocols.pair>, Receives, Sends {
  readonly raw: true;
}

// On the wire: the header, if the application set one, then the body. Nothing is read into either.
const definition: ProtocolDefinition<PairOptions> = {
  info: protocols.pair,
  raw: true,
  options: pairOptions,
  create: (host) => new SinglePeer(host),
};

/**
 * Makes a raw PAIR socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawPair<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PairOptions & CoreOptions>,
): RawPair<T> {
  return new Socket(net, definition, options) as unknown as RawPair<T>;
}
