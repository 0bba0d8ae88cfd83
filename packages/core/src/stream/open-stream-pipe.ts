import type { Clock } from '../clock.ts';
import type { AbortSignalLike } from '../host.ts';
import type { ProtocolInfo } from '../protocol-info.ts';
import { SpError } from '../sp-error.ts';
import { HANDSHAKE_TIMEOUT } from '../transport/common-options.ts';
import { fromSystemError } from '../transport/system-error.ts';
import type { TransportPipe } from '../transport/transport.ts';
import type { ByteDuplex } from './byte-duplex.ts';
import { checkHandshake, encodeHandshake, HANDSHAKE_SIZE } from './handshake.ts';
import { StreamPipe, type StreamPipeFacts } from './stream-pipe.ts';

/** What {@link openStreamPipe} has to know. */
export interface StreamPipeInit extends StreamPipeFacts {
  /** Our protocol and the only one that the peer may have. */
  readonly info: ProtocolInfo;
  readonly clock: Clock;
  /** Gives the handshake up when aborted; without effect once the pipe is open. */
  readonly signal?: AbortSignalLike | undefined;
  /** How long the peer may take for its header, in milliseconds; {@link HANDSHAKE_TIMEOUT} unless given. */
  readonly handshakeTimeout?: number | undefined;
}

/**
 * Makes a pipe from a connection that carries bytes: handshake, framing, size limit, batching and back-pressure
 * (SP RFC draft for the TCP mapping).
 *
 * Our header is written before this returns, without waiting for the peer's. The duplex is the pipe's from here on; it
 * is destroyed when the handshake fails.
 *
 * @returns the pipe, or a rejection: ERR_SP_BAD_HEADER, ERR_SP_BAD_VERSION, ERR_SP_BAD_PROTO, ERR_SP_CONN_TIMEOUT,
 * ERR_SP_EOF where the peer hung up first, the code of a system error, or the signal's own reason
 */
export function openStreamPipe(duplex: ByteDuplex, init: StreamPipeInit): Promise<TransportPipe> {
  const { clock, info, signal, handshakeTimeout = HANDSHAKE_TIMEOUT } = init;
  return new Promise((resolve, reject) => {
    const header = new Uint8Array(HANDSHAKE_SIZE);
    let filled = 0;
    /** What came behind the peer's header. */
    let rest: Uint8Array = new Uint8Array(0);
    let waiting = false;
    let over = false;

    const received = (chunk: Uint8Array): void => {
      if (waiting) {
        rest = joined(rest, chunk);
        return;
      }
      const part = chunk.subarray(0, HANDSHAKE_SIZE - filled);
      header.set(part, filled);
      filled += part.length;
      if (filled < HANDSHAKE_SIZE) return;
      rest = chunk.subarray(part.length);
      waiting = duplex.writableLength > 0;
      if (waiting) duplex.pause();
      else finish();
    };
    // Only with our header gone: closing before, for whatever reason, would leave the peer without an explanation.
    const finish = (): void => {
      const error = checkHandshake(header, info);
      if (error !== undefined) {
        fail(error);
        return;
      }
      stop();
      resolve(new StreamPipe(duplex, info.peer, init, rest));
      duplex.off('error', failed);
      if (waiting) duplex.resume();
    };
    const failed = (error: Error): void => {
      fail(fromSystemError(error));
    };
    const ended = (): void => {
      fail(new SpError('ERR_SP_EOF', `after ${filled} of the ${HANDSHAKE_SIZE} bytes of the handshake`));
    };
    const aborted = (): void => {
      fail(signal?.reason);
    };
    const stop = (): void => {
      over = true;
      clock.clearTimer(timer);
      signal?.removeEventListener('abort', aborted);
      duplex.off('data', received);
      duplex.off('end', ended);
      duplex.off('close', ended);
    };
    const fail = (reason: unknown): void => {
      stop();
      // The listener for errors stays: an error of the destroyed duplex has nobody else to go to.
      duplex.destroy();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of a signal is anything
      reject(reason);
    };

    const timer = clock.setTimer(
      () => {
        fail(new SpError('ERR_SP_CONN_TIMEOUT', `no handshake within ${handshakeTimeout} ms`));
      },
      handshakeTimeout,
      false,
    );
    duplex.on('data', received);
    duplex.on('end', ended);
    duplex.on('close', ended);
    duplex.on('error', failed);
    if (signal?.aborted === true) {
      aborted();
      return;
    }
    signal?.addEventListener('abort', aborted);
    duplex.write(encodeHandshake(info.self), (error) => {
      if (waiting && !over && !error) finish();
    });
  });
}

function joined(one: Uint8Array, two: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + two.length);
  both.set(one);
  both.set(two, one.length);
  return both;
}
