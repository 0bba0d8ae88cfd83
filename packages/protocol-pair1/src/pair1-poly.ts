import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type PipeQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { pair1Options, type Pair1Options, type Pair1Facts } from './pair1-options.ts';
import { Pair1PolyProtocol } from './pair1-poly-protocol.ts';

/**
 * A polyamorous PAIR1 socket: both ways with any number of PAIR1 peers.
 *
 * A message goes to the pipe in its `pipe` field, so sending a received message back answers its sender; one without
 * goes to the peer that has been connected longest. A message for a peer that is gone or slow is dropped and counted as
 * `tx_drop`, and its send succeeds; only before the first peer ever does a send wait. Made for replying to several
 * peers without a protocol on top; it does not work through devices. `T` are the transports it was given.
 */
export interface Pair1Poly<T = AnyTransport>
  extends SocketBase<T, Pair1Options, typeof protocols.pair1>, Receives, Sends {
  readonly options: Readonly<Pair1Options & CoreOptions & Pair1Facts & { raw: boolean }>;
}

const definition: ProtocolDefinition<Pair1Options & Pair1Facts, never, PipeQueue> = {
  info: protocols.pair1,
  raw: false,
  options: pair1Options(true),
  create: (host) => new Pair1PolyProtocol(host),
};

/**
 * Makes a polyamorous PAIR1 socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createPair1Poly<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<Pair1Options & CoreOptions>,
): Pair1Poly<T> {
  return new Socket(net, definition, options) as unknown as Pair1Poly<T>;
}
