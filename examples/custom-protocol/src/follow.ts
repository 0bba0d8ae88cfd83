import type { AnyTransport, CoreOptions, Receives, SocketBase, Transports } from '@sp/core';
import { Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { followOptions, type FollowOptions } from './follow-options.ts';
import { FollowProtocol } from './follow-protocol.ts';
import { followInfo } from './protocol-numbers.ts';

/** A FOLLOW socket: receives the newest announcement, each one once. `T` are the transports it was given. */
export interface Follow<T = AnyTransport> extends SocketBase<T, FollowOptions, typeof followInfo>, Receives {}

const definition: ProtocolDefinition<FollowOptions> = {
  info: followInfo,
  raw: false,
  options: followOptions,
  create: (host) => new FollowProtocol(host),
};

/**
 * Makes a FOLLOW socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createFollow<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<FollowOptions & CoreOptions>,
): Follow<T> {
  return new Socket(net, definition, options) as unknown as Follow<T>;
}
