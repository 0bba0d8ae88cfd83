import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pair1Options, type Pair1Options, type Pair1Facts } from './pair1-options.ts';
import { Pair1Protocol } from './pair1-protocol.ts';

/**
 * A PAIR1 socket: both ways with one peer at a time, and messages that have come through too many devices are dropped.
 *
 * It does not talk to PAIR sockets of version 0. `T` are the transports it was given.
 */
export interface Pair1<T = AnyTransport> extends SocketBase<T, Pair1Options, typeof protocols.pair1>, Receives, Sends {
  readonly options: Readonly<Pair1Options & CoreOptions & Pair1Facts & { raw: boolean }>;
}

const definition: ProtocolDefinition<Pair1Options & Pair1Facts> = {
  info: protocols.pair1,
  raw: false,
  options: pair1Options(false),
  create: (host) => new Pair1Protocol(host),
};

/**
 * Makes a PAIR1 socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createPair1<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<Pair1Options & CoreOptions>,
): Pair1<T> {
  return new Socket(net, definition, options) as unknown as Pair1<T>;
}
