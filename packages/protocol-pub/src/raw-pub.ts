import type { AnyTransport, CoreOptions, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type BroadcastQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { pubOptions, type PubOptions } from './pub-options.ts';
import { PubProtocol } from './pub-protocol.ts';

/** A raw PUB socket: a PUB socket that a device takes. `T` are the transports it was given. */
export interface RawPub<T = AnyTransport> extends SocketBase<T, PubOptions, typeof protocols.pub>, Sends {
  readonly raw: true;
}

const definition: ProtocolDefinition<PubOptions, never, BroadcastQueue> = {
  info: protocols.pub,
  raw: true,
  options: pubOptions,
  create: (host) => new PubProtocol(host),
};

/**
 * Makes a raw PUB socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawPub<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PubOptions & CoreOptions>,
): RawPub<T> {
  return new Socket(net, definition, options) as unknown as RawPub<T>;
}
