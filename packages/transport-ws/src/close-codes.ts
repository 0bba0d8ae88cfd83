import { SpError } from '@sp/core/transport';

/** Everything is done (RFC 6455, 7.4.1). */
export const NORMAL = 1000;

/** A message was longer than we take. */
export const TOO_BIG = 1009;

/** Codes that say nothing is wrong: normal, going away, no code, no close frame. */
const orderly: readonly number[] = [NORMAL, 1001, 1005, 1006];

/** Why the peer closed; undefined for an orderly end. */
export function closeReason(code: number, reason: string): SpError | undefined {
  if (orderly.includes(code)) return undefined;
  return new SpError('ERR_SP_EOF', `with WebSocket code ${code}${reason === '' ? '' : `: ${reason}`}`);
}

/** The reason of a pipe that was sent a message over its limit. */
export const tooLong = (limit: number, cause?: Error): SpError =>
  new SpError('ERR_SP_TOO_LONG', `a message of more than ${limit} bytes`, { cause });
