import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type BroadcastQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { RawStarProtocol } from './raw-star-protocol.ts';
import { starOptions, type StarOptions } from './star-options.ts';

/**
 * A raw STAR socket, for devices: messages arrive with their hop count, four bytes, in the header, and leave with the
 * header that they have; without one of four bytes they go nowhere. It passes on what it receives as any node does.
 * `T` are the transports it was given.
 */
export interface RawStar<T = AnyTransport> extends SocketBase<T, StarOptions, typeof protocols.star>, Sends, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<StarOptions, never, BroadcastQueue> = {
  info: protocols.star,
  raw: true,
  options: starOptions,
  create: (host) => new RawStarProtocol(host),
};

/**
 * Makes a raw STAR socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawStar<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<StarOptions & CoreOptions>,
): RawStar<T> {
  return new Socket(net, definition, options) as unknown as RawStar<T>;
}
