import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, SinglePeer, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pairOptions, type PairOptions } from './pair-options.ts';

/**
 * A PAIR socket, version 0: both ways with one peer at a time; whoever else connects is refused.
 *
 * It does not talk to PAIR1 sockets. `T` are the transports it was given.
 */
export interface Pair<T = AnyTransport> extends SocketBase<T, PairOptions, typeof protocols.pair>, Receives, Sends {}

// On the wire: the header, if the application set one, then the body. Nothing is read into either.
const definition: ProtocolDefinition<PairOptions> = {
  info: protocols.pair,
  raw: false,
  options: pairOptions,
  create: (host) => new SinglePeer(host),
};

/**
 * Makes a PAIR socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createPair<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PairOptions & CoreOptions>,
): Pair<T> {
  return new Socket(net, definition, options) as unknown as Pair<T>;
}
