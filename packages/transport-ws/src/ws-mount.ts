import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SpError } from '@sp/core/transport';
import { WsSite } from './ws-site.ts';

/** A place for sockets in an HTTP server of the application's own, for the option `mount` of `listen`. */
export interface WsMount {
  /** For the server's event `upgrade`: connects who asks for a path that a socket listens on, answers others 404. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** For ordinary requests that nobody else answers: 400 on the path of a socket, elsewhere 404. */
  readonly request: (request: IncomingMessage, response: ServerResponse) => void;
  /** Whether a socket listens on the path of a request: for servers with other WebSockets besides. */
  readonly covers: (request: IncomingMessage) => boolean;
}

class Mount implements WsMount {
  readonly site = new WsSite();
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    this.site.upgrade(request, socket, head);
  };
  readonly request = (request: IncomingMessage, response: ServerResponse): void => {
    this.site.answer(request, response);
  };
  readonly covers = (request: IncomingMessage): boolean => this.site.covers(request);
}

/**
 * Makes a mount. Any number of sockets may listen on it, each with a path of its own; of their addresses only scheme
 * and path matter.
 *
 * @example
 * ```ts
 * const mount = wsMount();
 * const server = createServer(mount.request).on('upgrade', mount.upgrade).listen(8080);
 * await rep.listen('ws://localhost:8080/rpc', { mount });
 * ```
 */
export const wsMount = (): WsMount => new Mount();

export const isMount = (value: unknown): boolean => value instanceof Mount;

/** What sits behind a mount. */
export function siteOf(mount: WsMount): WsSite {
  if (mount instanceof Mount) return mount.site;
  throw new SpError('ERR_SP_BAD_VALUE', 'mount expects what wsMount() returned');
}
