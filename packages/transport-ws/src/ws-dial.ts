import type { IncomingHttpHeaders } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { connectPlace, HANDSHAKE_TIMEOUT, SpError, type DialRequest, type TransportPipe } from '@sp/core/transport';
import { WebSocket } from 'ws';
import { closeTimeout } from './close-timeout.ts';
import { dialError } from './dial-error.ts';
import { subprotocol } from './subprotocol.ts';
import { clientSettings, configured } from './tls-config.ts';
import type { WsAddress } from './ws-address.ts';
import { factsOf } from './ws-connection.ts';
import type { WsDialOptions } from './ws-options.ts';
import { maxPayload, WsPipe } from './ws-pipe.ts';

/** Connects and asks for the WebSocket; everything together has to be done within {@link HANDSHAKE_TIMEOUT}. */
export async function dialWs(request: DialRequest<WsAddress, WsDialOptions>): Promise<TransportPipe> {
  const { address, clock, info, options, signal, url } = request;
  // Nothing is to be looked up or opened for a dial that was given up before.
  if (signal.aborted) throw signal.reason;
  return new Promise((resolve, reject) => {
    const protocol = subprotocol(info.peerName);
    const socket = open(address, options, url);
    let answer: IncomingHttpHeaders | undefined;
    // Host, port and path of this URL stand for nothing: the socket is given, so are the header and the request line.
    const webSocket = new WebSocket('ws://localhost/', [protocol], {
      createConnection: () => socket,
      headers: { Host: address.authority, ...options.headers },
      ...closeTimeout,
      perMessageDeflate: false,
      maxPayload: maxPayload(options.maxRecvSize),
      finishRequest: (http) => {
        http.path = address.target;
        http.end();
      },
    });
    const stop = (): void => {
      clock.clearTimer(timer);
      signal.removeEventListener('abort', aborted);
      webSocket.off('open', opened);
    };
    const opened = (): void => {
      stop();
      const http = { httpResponse: { headers: answer ?? {} } };
      resolve(new WsPipe(webSocket, socket, 'client', factsOf(socket, options, info.peer, http)));
      webSocket.off('error', failed);
    };
    const giveUp = (reason: unknown): void => {
      stop();
      // The listener for errors stays: an attempt that is under way may fail after this.
      if (webSocket.readyState === WebSocket.CONNECTING) webSocket.terminate();
      socket.destroy();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of a signal is anything
      reject(reason);
    };
    const failed = (error: Error): void => {
      giveUp(dialError(error, socket, answer, protocol, url));
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
    webSocket.on('upgrade', ({ headers }) => {
      answer = headers;
    });
    webSocket.on('unexpected-response', (_request, { statusCode = 0, statusMessage = '' }) => {
      // 101 comes here where it does not name the protocol to change to.
      const code = statusCode === 101 ? 'ERR_SP_BAD_HEADER' : 'ERR_SP_BAD_PROTO';
      giveUp(new SpError(code, `${url} answers HTTP ${statusCode} ${statusMessage}`));
    });
    webSocket.on('open', opened);
    webSocket.on('error', failed);
    signal.addEventListener('abort', aborted);
  });
}

/** Starts to connect. */
function open(address: WsAddress, { tls }: Readonly<WsDialOptions>, url: string): Socket {
  const place = connectPlace(address, networkInterfaces);
  if (!address.secure) return connect(place).unref();
  // A server name must not be an IP address; the certificate is checked for the host in any case.
  const name = isIP(address.host) === 0 ? { servername: address.host.replace(/\.$/, '') } : {};
  return configured(url, () => connectTls({ ...name, ...clientSettings(tls), ...place })).unref();
}
