import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { bindServer } from '@sp/core/stream';
import { fromSystemError, HANDSHAKE_TIMEOUT, listenPlace, SpError } from '@sp/core/transport';
import { answerAndHangUp } from './http-answer.ts';
import { PendingSockets } from './pending-sockets.ts';
import { awaitRequestLine } from './request-line.ts';
import { configured, serverSettings, type WsTlsConfig } from './tls-config.ts';
import { WsSite, type WsListenRequest } from './ws-site.ts';

/** An HTTP server of our own, for all listeners of one host and port. */
export class WsServer {
  readonly site: WsSite = new WsSite();
  readonly port: number;
  /** What the listener demanded that opened the server. */
  readonly tls: WsTlsConfig | undefined;
  closed = false;
  readonly #server: Server;
  readonly #pending: PendingSockets;

  private constructor(server: Server, { clock, options }: WsListenRequest) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.tls = options.tls;
    const failed = (error: SpError): void => {
      this.site.failed(error);
    };
    this.#pending = new PendingSockets(clock, failed);
    this.#watch(failed);
  }

  /** Binds the address. */
  static async open(request: WsListenRequest): Promise<WsServer> {
    const { address, options, url } = request;
    const server = address.secure ? secureServer(options.tls, url) : createServer(limits);
    try {
      // Later errors are such as too many open files: that connection is lost, the next one may work.
      await bindServer(server, await listenPlace(address, lookup), (error) => {
        opened.site.failed(fromSystemError(error));
      });
    } catch (error) {
      throw fromSystemError(error, `${url}: ${(error as Error).message}`);
    }
    const opened = new WsServer(server, request);
    return opened;
  }

  /** Frees the address, and ends connections that have not become a pipe. */
  close(): void {
    this.closed = true;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#pending.close();
  }

  #watch(failed: (error: SpError) => void): void {
    const server = this.#server;
    // Node's own listener comes after ours, once the request line was looked at.
    const plain = server.listenerCount('secureConnection') > 0 ? 'secureConnection' : 'connection';
    const parse = server.listeners(plain) as ((socket: Socket) => void)[];
    server.removeAllListeners(plain);
    server.on(plain, (socket: Socket) => {
      awaitRequestLine(socket, () => {
        for (const listener of parse) listener.call(server, socket);
      });
    });
    server.prependListener('connection', (socket: Socket) => {
      socket.unref();
      this.#pending.add(socket);
    });
    server.on('request', (request, response) => {
      this.#pending.done(request.socket);
      this.site.answer(request, response);
    });
    server.on('upgrade', (request: IncomingMessage, socket, head) => {
      this.#pending.done(request.socket);
      this.site.upgrade(request, socket, head);
    });
    // Also what goes wrong with TLS, where HTTP has not begun.
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      const { code = '' } = error;
      const isHttp = code.startsWith('HPE_');
      if (this.#pending.done(socket)) failed(isHttp ? garbage(error) : fromSystemError(error));
      if (isHttp) answerAndHangUp(socket, code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, 'this is no HTTP request');
      else socket.destroy();
    });
  }
}

/** For the second and later requests of a connection; for the first see {@link PendingSockets}. */
const limits = { headersTimeout: HANDSHAKE_TIMEOUT };

const garbage = (cause: Error): SpError => new SpError('ERR_SP_BAD_HEADER', cause.message, { cause });

function secureServer(config: WsTlsConfig | undefined, url: string): Server {
  const settings = serverSettings(url, config);
  return configured(url, () => createSecureServer({ ...limits, ...settings }));
}
