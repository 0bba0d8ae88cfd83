import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, RawReplying, Socket, type PipeQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { rawRespondentOptions, type RawRespondentOptions } from './raw-respondent-options.ts';

/**
 * A raw RESPONDENT socket, for devices and for programs that keep their own books: surveys arrive with the id of their
 * pipe and their backtrace in the header, and a response goes where its header says. `T` are the transports it was given.
 */
export interface RawRespondent<T = AnyTransport>
  extends SocketBase<T, RawRespondentOptions, typeof protocols.respondent>, Sends, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<RawRespondentOptions, never, PipeQueue> = {
  info: protocols.respondent,
  raw: true,
  options: rawRespondentOptions,
  create: (host) => new RawReplying(host, false),
};

/**
 * Makes a raw RESPONDENT socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawRespondent<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RawRespondentOptions & CoreOptions>,
): RawRespondent<T> {
  return new Socket(net, definition, options) as unknown as RawRespondent<T>;
}
