import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type BroadcastQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { busOptions, type BusOptions } from './bus-options.ts';
import { RawBusProtocol } from './raw-bus-protocol.ts';

/**
 * A raw BUS socket, for devices: a message arrives with the id of its pipe in the header, and one that is sent with such
 * an id goes to all peers but that one. Given to `device` alone it connects its peers with each other. `T` are the
 * transports it was given.
 */
export interface RawBus<T = AnyTransport> extends SocketBase<T, BusOptions, typeof protocols.bus>, Sends, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<BusOptions, never, BroadcastQueue> = {
  info: protocols.bus,
  raw: true,
  options: busOptions,
  create: (host) => new RawBusProtocol(host),
};

/**
 * Makes a raw BUS socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawBus<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<BusOptions & CoreOptions>,
): RawBus<T> {
  return new Socket(net, definition, options) as unknown as RawBus<T>;
}
