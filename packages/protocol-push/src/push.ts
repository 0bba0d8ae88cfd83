import type { AnyTransport, CoreOptions, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pushOptions, type PushOptions } from './push-options.ts';
import { PushProtocol } from './push-protocol.ts';

/**
 * A PUSH socket: hands each message to one of its PULL peers, in turn among those that keep up.
 *
 * `T` are the transports it was given.
 */
export interface Push<T = AnyTransport> extends SocketBase<T, PushOptions, typeof protocols.push>, Sends {}

const definition: ProtocolDefinition<PushOptions> = {
  info: protocols.push,
  raw: false,
  options: pushOptions,
  create: (host) => new PushProtocol(host),
};

/**
 * Makes a PUSH socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createPush<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PushOptions & CoreOptions>,
): Push<T> {
  return new Socket(net, definition, options) as unknown as Push<T>;
}
