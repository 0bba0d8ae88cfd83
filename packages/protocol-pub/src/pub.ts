import type { AnyTransport, CoreOptions, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type BroadcastQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { pubOptions, type PubOptions } from './pub-options.ts';
import { PubProtocol } from './pub-protocol.ts';

/**
 * A PUB socket: sends every message to all SUB peers that are connected, and never waits for one.
 *
 * `T` are the transports it was given.
 */
export interface Pub<T = AnyTransport> extends SocketBase<T, PubOptions, typeof protocols.pub>, Sends {}

const definition: ProtocolDefinition<PubOptions, never, BroadcastQueue> = {
  info: protocols.pub,
  raw: false,
  options: pubOptions,
  create: (host) => new PubProtocol(host),
};

/**
 * Makes a PUB socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createPub<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PubOptions & CoreOptions>,
): Pub<T> {
  return new Socket(net, definition, options) as unknown as Pub<T>;
}
