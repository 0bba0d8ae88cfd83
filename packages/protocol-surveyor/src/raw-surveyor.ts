import type { AnyTransport, CoreOptions, Receives, Sends, SocketBase, Transports } from '@sp/core';
import { protocols, Socket, type BroadcastQueue, type ProtocolDefinition } from '@sp/core/protocol';
import { rawSurveyorOptions, type RawSurveyorOptions } from './raw-surveyor-options.ts';
import { RawSurveyorProtocol } from './raw-surveyor-protocol.ts';

/**
 * A raw SURVEYOR socket, for devices and for programs that keep their own books: surveys leave with the header that they
 * have, responses arrive with their backtrace in the header. `T` are the transports it was given.
 */
export interface RawSurveyor<T = AnyTransport>
  extends SocketBase<T, RawSurveyorOptions, typeof protocols.surveyor>, Sends, Receives {
  readonly raw: true;
}

const definition: ProtocolDefinition<RawSurveyorOptions, never, BroadcastQueue> = {
  info: protocols.surveyor,
  raw: true,
  options: rawSurveyorOptions,
  create: (host) => new RawSurveyorProtocol(host),
};

/**
 * Makes a raw SURVEYOR socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createRawSurveyor<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<RawSurveyorOptions & CoreOptions>,
): RawSurveyor<T> {
  return new Socket(net, definition, options) as unknown as RawSurveyor<T>;
}
