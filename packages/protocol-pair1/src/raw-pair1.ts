import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pair1Options, type Pair1Options, type Pair1Facts } from './pair1-options.ts';
import { RawPair1Protocol } from './raw-pair1-protocol.ts';

/**
 * A raw PAIR1 socket, for devices: the hop word of a message is in its header, counted up when it is received.
 *
 * A message whose header does not start with a hop word is dropped when it is sent. `T` are the transports it was given.
 */
export interface RawPair1<T = AnyTransport>
  extends SocketBase<T, Pair1Options, typeof protocols.pair1>, Receives, Sends {
  readonly raw: true;
  readonly options: Readonly<Pair1Options & CoreOptions & Pair1Facts & { raw: boolean }>;
}

const definition: ProtocolDefinition<Pair1Options & Pair1Facts> = {
  info: protocols.pair1,
  raw: true,
  options: pair1Options(false),
  create: (host) => new RawPair1Protocol(host),
};

/**
 * Makes a raw PAIR1 socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawPair1<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<Pair1Options & CoreOptions>,
): RawPair1<T> {
  return new Socket(net, definition, options) as unknown as RawPair1<T>;
}
