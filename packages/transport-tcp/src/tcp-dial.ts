import { connect, isIPv4, isIPv6, type Socket, type TcpNetConnectOpts } from 'node:net';
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

type TcpDialRequest = DialRequest<TcpAddress, TcpOptions>;

/** Connects and shakes hands; both together have to be done within {@link HANDSHAKE_TIMEOUT}. */
export async function dialTcp(request: TcpDialRequest): Promise<TransportPipe> {
  const { clock, info, options, signal } = request;
  const began = clock.now();
  const socket = await connected(request);
  const handshakeTimeout = Math.max(0, HANDSHAKE_TIMEOUT - (clock.now() - began));
  return openStreamPipe(socket, { ...setUp(socket, options), clock, info, signal, handshakeTimeout });
}

/** A connected socket, or nothing left open. */
function connected({ address, clock, signal, url }: TcpDialRequest): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(target(address)).unref();
    const stop = (): void => {
      clock.clearTimer(timer);
      signal.removeEventListener('abort', aborted);
      socket.off('connect', done);
      socket.off('error', failed);
    };
    const giveUp = (reason: unknown): void => {
      stop();
      // An attempt that is under way may fail after this.
      socket.on('error', () => undefined);
      socket.destroy();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of a signal is anything
      reject(reason);
    };
    const done = (): void => {
      stop();
      resolve(socket);
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
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted);
    socket.on('connect', done);
    socket.on('error', failed);
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
