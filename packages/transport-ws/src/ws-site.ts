import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SpError, type ListenRequest } from '@sp/core/transport';
import { answerAndHangUp } from './http-answer.ts';
import { longestPattern } from './path-pattern.ts';
import { refusalOf } from './upgrade-check.ts';
import { subprotocol } from './subprotocol.ts';
import { acceptWs } from './ws-accept.ts';
import { decodePath, type WsAddress } from './ws-address.ts';
import { handlersOf } from './ws-mux.ts';
import type { WsListenOptions } from './ws-options.ts';

export type WsListenRequest = ListenRequest<WsAddress, WsListenOptions>;

/** Who listens on which path of one HTTP server, and the pages beside them. */
export class WsSite {
  readonly #listeners = new Map<string, WsListenRequest>();

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** @throws ERR_SP_ADDR_IN_USE where somebody listens on that path already */
  add(request: WsListenRequest): void {
    const { address, url } = request;
    if (this.#listeners.has(address.path)) throw new SpError('ERR_SP_ADDR_IN_USE', url);
    this.#listeners.set(address.path, request);
  }

  remove(request: WsListenRequest): void {
    this.#listeners.delete(request.address.path);
  }

  /** Reports what can't be laid at the door of one listener: the first one gets it. */
  failed(error: SpError): void {
    const [first] = this.#listeners.values();
    first?.failed(error);
  }

  covers(request: IncomingMessage): boolean {
    return this.#find(request) !== undefined;
  }

  /** A request to change to another protocol: to WebSocket, if anything. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const listener = this.#find(request);
    if (listener === undefined) {
      this.failed(new SpError('ERR_SP_BAD_PROTO', `no socket listens on the path ${request.url ?? ''}`));
      answerAndHangUp(socket, 404, 'no socket listens here');
      return;
    }
    const { info, options } = listener;
    const refusal = refusalOf(request, subprotocol(info.selfName), options.checkOrigin);
    if (refusal === undefined) {
      acceptWs(listener, request, socket, head);
      return;
    }
    answerAndHangUp(socket, refusal.status, refusal.why, refusal.headers);
    listener.failed(new SpError(refusal.code, `HTTP ${refusal.status}: ${refusal.why}`));
  }

  /** An ordinary request: for a page, or a mistake. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodePath(request.url ?? '');
    const page = path === undefined ? undefined : this.#page(path);
    if (page !== undefined) {
      page(request, response);
      return;
    }
    const listener = this.#find(request);
    if (listener === undefined) {
      refuse(response, 404, 'there is nothing here');
      return;
    }
    const refusal = refusalOf(request, subprotocol(listener.info.selfName), listener.options.checkOrigin);
    refuse(
      response,
      refusal?.status ?? 400,
      refusal?.why ?? 'only WebSocket connections are served here',
      refusal?.headers,
    );
  }

  #find(request: IncomingMessage): WsListenRequest | undefined {
    const path = decodePath(request.url ?? '');
    const pattern = path === undefined ? undefined : longestPattern(this.#listeners.keys(), path);
    return pattern === undefined ? undefined : this.#listeners.get(pattern);
  }

  /** The handler of a page, unless a listener has a longer pattern. */
  #page(path: string): ((request: IncomingMessage, response: ServerResponse) => void) | undefined {
    const pages = new Map([...this.#listeners.values()].flatMap(({ options }) => [...handlersOf(options.mux)]));
    const pattern = longestPattern(pages.keys(), path);
    if (pattern === undefined) return undefined;
    const rival = longestPattern(this.#listeners.keys(), path);
    return rival !== undefined && rival.length > pattern.length ? undefined : pages.get(pattern);
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  why: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { Connection: 'close', 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${why}\n`);
}
