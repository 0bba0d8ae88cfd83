import type { AnyTransport, CoreOptions, Receives, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pullOptions, type PullOptions } from './pull-options.ts';
import { PullProtocol } from './pull-protocol.ts';

/**
 * A PULL socket: receives what its PUSH peers hand out, and slows them down when it can't keep up.
 *
 * `T` are the transports it was given.
 */
export interface Pull<T = AnyTransport> extends SocketBase<T, PullOptions, typeof protocols.pull>, Receives {}

const definition: ProtocolDefinition<PullOptions> = {
  info: protocols.pull,
  raw: false,
  options: pullOptions,
  create: (host) => new PullProtocol(host),
};

/**
 * Makes a PULL socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createPull<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PullOptions & CoreOptions>,
): Pull<T> {
  return new Socket(net, definition, options) as unknown as Pull<T>;
}
