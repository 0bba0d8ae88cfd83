import { connect, isIPv4, isIPv6, type TcpNetConnectOpts } from 'node:net';
import { networkInterfaces } from 'node:os';
import { openStreamPipe } from '@sp/core/stream';
import {
  fromSystemError,
  HANDSHAKE_TIMEOUT,
  sourceAddress,
  SpError,
  type DialRequest,
  type TransportPipe,
} from '@sp/core/transport';
import type { TcpAddress } from './tcp-address.ts';
import { setUp } from './tcp-connection.ts';
import type { TcpOptions } from './tcp-options.ts';

/** Connects and shakes hands; both together have to be done within {@link HANDSHAKE_TIMEOUT}. */
export function dialTcp(request: DialRequest<TcpAddress, TcpOptions>): Promise<TransportPipe> {
  const { address, clock, info, options, signal, url } = request;
  return new Promise((resolve, reject) => {
    const began = clock.now();
    const socket = connect(target(address)).unref();
    const stop = (): void => {
      clock.clearTimer(timer);
      signal.removeEventListener('abort', aborted);
      socket.off('connect', connected);
    };
    const connected = (): void => {
      stop();
      const handshakeTimeout = Math.max(0, HANDSHAKE_TIMEOUT - (clock.now() - began));
      resolve(openStreamPipe(socket, { ...setUp(socket, options), clock, info, signal, handshakeTimeout }));
      socket.off('error', failed);
    };
    const giveUp = (reason: unknown): void => {
      stop();
      // The listener for errors stays: an attempt that is under way may fail after this.
      socket.destroy();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of a signal is anything
      reject(reason);
    };
    const failed = (error: Error): void => {
      const why = error.message || ((error as NodeJS.ErrnoException).code ?? 'failed');
      giveUp(fromSystemError(error, `${url}: ${why}`));
    };
    const aborted = (): void => {
      giveUp(signal.reason);
    };
    const timer = clock.setTimer(
      () => {
        giveUp(new SpError('ERR_SP_CONN_TIMEOUT', `${url}: not connected within ${HANDSHAKE_TIMEOUT} ms`));
      },
      HANDSHAKE_TIMEOUT,
      false,
    );
    socket.on('connect', connected);
    socket.on('error', failed);
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted);
  });
}

/** Names are resolved by every connect anew: what fails today may work tomorrow. */
function target({ family, host, port, source }: TcpAddress): TcpNetConnectOpts {
  if (source === undefined) return { family, host, port };
  const wanted = family === 0 ? familyOf(host) : family;
  const localAddress = sourceAddress(source, wanted, networkInterfaces());
  return { family: wanted === 0 ? familyOf(localAddress) : wanted, host, port, localAddress };
}

const familyOf = (host: string): 0 | 4 | 6 => (isIPv4(host) ? 4 : isIPv6(host) ? 6 : 0);
