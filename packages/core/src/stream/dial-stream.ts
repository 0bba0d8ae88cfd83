import type { DialRequest, TransportPipe } from '../transport/transport.ts';
import { HANDSHAKE_TIMEOUT } from '../transport/common-options.ts';
import { SpError } from '../sp-error.ts';
import { fromSystemError } from '../transport/system-error.ts';
import type { ByteDuplex } from './byte-duplex.ts';
import { openStreamPipe } from './open-stream-pipe.ts';
import type { StreamPipeFacts } from './stream-pipe.ts';

/** How one transport connects a stream. */
export interface StreamDial<Duplex extends ByteDuplex> {
  /**
   * Starts connecting.
   *
   * @param connected - to be called once bytes can flow, never from inside of this
   */
  open(connected: () => void): Duplex;
  /** Prepares the stream once it is connected, and tells about it. What it throws ends the dial. */
  setUp(duplex: Duplex): StreamPipeFacts;
  /** What a failure to connect means; {@link fromSystemError} unless given. */
  explain?(error: Error, detail: string, duplex: Duplex): SpError;
}

/**
 * The dialing half that all stream transports share: connects and shakes hands, both within {@link HANDSHAKE_TIMEOUT},
 * and leaves nothing open when either fails or the request is given up.
 *
 * The stream does not keep the process alive, where it has a say in that.
 *
 * @returns the pipe, or a rejection: ERR_SP_CONN_TIMEOUT, what `explain` returned, what {@link openStreamPipe} rejects
 * with, or the signal's own reason
 */
export async function dialStream<Duplex extends ByteDuplex>(
  request: Pick<DialRequest<unknown, unknown>, 'clock' | 'info' | 'signal' | 'url'>,
  dial: StreamDial<Duplex>,
): Promise<TransportPipe> {
  const { clock, info, signal, url } = request;
  const began = clock.now();
  // Nothing is to be looked up or opened for a dial that was given up before.
  if (signal.aborted) throw signal.reason;
  return new Promise((resolve, reject) => {
    let over = false;
    const stop = (): void => {
      over = true;
      clock.clearTimer(timer);
      signal.removeEventListener('abort', aborted);
    };
    const connected = (): void => {
      if (over) return;
      stop();
      let facts: StreamPipeFacts;
      try {
        facts = dial.setUp(duplex);
      } catch (error) {
        duplex.destroy();
        reject(fromSystemError(error));
        return;
      }
      const handshakeTimeout = Math.max(0, HANDSHAKE_TIMEOUT - (clock.now() - began));
      resolve(openStreamPipe(duplex, { ...facts, clock, info, signal, handshakeTimeout }));
      duplex.off('error', failed);
    };
    const giveUp = (reason: unknown): void => {
      if (over) return;
      stop();
      // The listener for errors stays: an attempt that is under way may fail after this.
      duplex.destroy();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of a signal is anything
      reject(reason);
    };
    const failed = (error: Error): void => {
      // An error for several addresses of one name has a code and no message.
      const why = error.message || ((error as { readonly code?: string }).code ?? 'failed');
      const detail = `${url}: ${why}`;
      giveUp(dial.explain?.(error, detail, duplex) ?? fromSystemError(error, detail));
    };
    const aborted = (): void => {
      giveUp(signal.reason);
    };
    const duplex = dial.open(connected);
    duplex.unref?.();
    const timer = clock.setTimer(
      () => {
        giveUp(new SpError('ERR_SP_CONN_TIMEOUT', `${url}: not connected within ${HANDSHAKE_TIMEOUT} ms`));
      },
      HANDSHAKE_TIMEOUT,
      false,
    );
    duplex.on('error', failed);
    signal.addEventListener('abort', aborted);
  });
}
