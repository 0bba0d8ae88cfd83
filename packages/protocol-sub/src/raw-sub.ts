import type { AnyTransport, CoreOptions, Receives, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { RawSubProtocol } from './raw-sub-protocol.ts';
import { rawSubOptions, type RawSubOptions } from './sub-options.ts';

/**
 * A raw SUB socket, for devices: receives everything that its PUB peers send, and has no subscriptions.
 *
 * `T` are the transports it was given.
 */
export interface RawSub<T = AnyTransport> extends SocketBase<T, RawSubOptions, typeof protocols.sub>, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<RawSubOptions> = {
  info: protocols.sub,
  raw: true,
  options: rawSubOptions,
  create: (host) => new RawSubProtocol(host),
};

/**
 * Makes a raw SUB socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawSub<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RawSubOptions & CoreOptions>,
): RawSub<T> {
  return new Socket(net, definition, options) as unknown as RawSub<T>;
}
