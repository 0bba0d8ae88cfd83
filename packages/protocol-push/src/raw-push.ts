import type { AnyTransport, CoreOptions, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { pushOptions, type PushOptions } from './push-options.ts';
import { PushProtocol } from './push-protocol.ts';

/** A raw PUSH socket: a PUSH socket that a device takes. `T` are the transports it was given. */
export interface RawPush<T = AnyTransport> extends SocketBase<T, PushOptions, typeof protocols.push>, Sends {
  readonly raw: true;
}

const definition: ProtocolDefinition<PushOptions> = {
  info: protocols.push,
  raw: true,
  options: pushOptions,
  create: (host) => new PushProtocol(host),
};

/**
 * Makes a raw PUSH socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawPush<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<PushOptions & CoreOptions>,
): RawPush<T> {
  return new Socket(net, definition, options) as unknown as RawPush<T>;
}
