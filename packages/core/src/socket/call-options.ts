import type { AbortSignalLike } from '../host.ts';
import { SpError } from '../sp-error.ts';

/** What every call that may wait takes. */
export interface CallOptions {
  /** Ends the call when aborted: it rejects with the signal's reason, unchanged. */
  readonly signal?: AbortSignalLike | undefined;
  /** How long to wait, in milliseconds, in place of the socket's deadline: 0 tries once, `Infinity` waits for ever. */
  readonly timeout?: number | undefined;
}

/** Refuses an already aborted signal or a bad timeout before anything has happened. */
export function checkCall(call: CallOptions | undefined): void {
  if (call === undefined) return;
  if (call.signal?.aborted === true) throw call.signal.reason;
  const { timeout } = call;
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) {
    throw new SpError('ERR_SP_BAD_VALUE', 'timeout expects a number of milliseconds, at least 0, or Infinity');
  }
}
