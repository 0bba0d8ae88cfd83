import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type BroadcastQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { busOptions, type BusOptions } from './bus-options.ts';
import { BusProtocol } from './bus-protocol.ts';

/**
 * A BUS socket: sends to all nodes that it is directly connected with, and receives from them.
 *
 * Sending never waits, also without peers: a peer that does not keep up misses messages. Nothing is forwarded, and
 * nobody gets its own messages back. `T` are the transports it was given.
 */
export interface Bus<T = AnyTransport> extends SocketBase<T, BusOptions, typeof protocols.bus>, Sends, Receives {}

const definition: ProtocolDefinition<BusOptions, never, BroadcastQueue> = {
  info: protocols.bus,
  raw: false,
  options: busOptions,
  create: (host) => new BusProtocol(host),
};

/**
 * Makes a BUS socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createBus<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<BusOptions & CoreOptions>,
): Bus<T> {
  return new Socket(net, definition, options) as unknown as Bus<T>;
}
