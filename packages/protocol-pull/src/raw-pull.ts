import type { AnyTransport, CoreOptions, Receives, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pullOptions, type PullOptions } from './pull-options.ts';
import { PullProtocol } from './pull-protocol.ts';

/** A raw PULL socket: a PULL socket that a device takes. `T` are the transports it was given. */
export interface RawPull<T = AnyTransport> extends SocketBase<T, PullOptions, typeof protocols.pull>, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<PullOptions> = {
  info: protocols.pull,
  raw: true,
  options: pullOptions,
  create: (host) => new PullProtocol(host),
};

/**
 * Makes a raw PULL socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawPull<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PullOptions & CoreOptions>,
): RawPull<T> {
  return new Socket(net, definition, options) as unknown as RawPull<T>;
}
