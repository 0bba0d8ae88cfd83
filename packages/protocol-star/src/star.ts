import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type BroadcastQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { starOptions, type StarOptions } from './star-options.ts';
import { StarProtocol } from './star-protocol.ts';

/**
 * A STAR socket: what one node sends reaches all others, since every node passes on what it receives.
 *
 * Sending and passing on never wait: a peer that does not keep up misses messages. Nobody gets its own messages back,
 * unless the nodes are connected in a circle: then messages go round until `ttl` ends it. Only mangos knows this protocol.
 * `T` are the transports it was given.
 */
export interface Star<T = AnyTransport> extends SocketBase<T, StarOptions, typeof protocols.star>, Sends, Receives {}

const definition: ProtocolDefinition<StarOptions, never, BroadcastQueue> = {
  info: protocols.star,
  raw: false,
  options: starOptions,
  create: (host) => new StarProtocol(host),
};

/**
 * Makes a STAR socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createStar<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<StarOptions & CoreOptions>,
): Star<T> {
  return new Socket(net, definition, options) as unknown as Star<T>;
}
