import type { AnyTransport, CoreOptions, Sends, SocketBase, Transports } from '@sp/core';
import { Socket, type ProtocolDefinition } from '@sp/core/protocol';
import { AnnounceProtocol } from './announce-protocol.ts';
import { announceInfo } from './protocol-numbers.ts';

/** An ANNOUNCE socket: whatever it sends replaces what it sent before. `T` are the transports it was given. */
export interface Announce<T = AnyTransport> extends SocketBase<T, object, typeof announceInfo>, Sends {}

const definition: ProtocolDefinition<object> = {
  info: announceInfo,
  raw: false,
  options: {},
  create: (host) => new AnnounceProtocol(host),
};

/**
 * Makes an ANNOUNCE socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createAnnounce<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<CoreOptions>,
): Announce<T> {
  return new Socket(net, definition, options) as unknown as Announce<T>;
}
