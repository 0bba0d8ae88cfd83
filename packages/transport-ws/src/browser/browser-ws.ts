import { maxRecvSize, SpError, SPI_VERSION, type Transport } from '@sp/core/transport';
import { parseWsAddress, type WsAddress } from '../ws-address.ts';
import { dialInBrowser } from './browser-dial.ts';
import type { WebSocketClass } from './web-socket-like.ts';

/** The schemes that a browser dials; it chooses the address family itself. */
export type BrowserWsScheme = 'ws' | 'wss';

const schemes: readonly BrowserWsScheme[] = ['ws', 'wss'];

/** The options of `dial` in a browser. */
export interface BrowserWsOptions {
  /**
   * Longest message to accept, protocol header included, in bytes; `Infinity` for any. The socket's by default. While
   * the receiver is not ready, so many bytes (but at least 1 MiB) may wait for it.
   */
  maxRecvSize: number;
}

/** What the transport may be told. */
export interface BrowserWsSettings {
  /** The class to use instead of the global `WebSocket`. */
  readonly WebSocket?: WebSocketClass | undefined;
}

/**
 * The transport of schemes `ws` and `wss` for browsers and other runtimes with a `WebSocket`; it only dials.
 *
 * @example
 * ```ts
 * const net = transports(ws());
 * await req.dial('wss://example.com/rpc');
 * ```
 */
export const ws = (settings: BrowserWsSettings = {}): Transport<BrowserWsScheme, WsAddress, BrowserWsOptions> => ({
  spi: SPI_VERSION,
  schemes,
  dialOptions: { maxRecvSize },
  parse: (url, role) => {
    if (role === 'listen') throw new SpError('ERR_SP_BAD_TRAN', `${url}: a browser can't listen`);
    const address = parseWsAddress(url, role, schemes);
    if (address.source !== undefined)
      throw new SpError('ERR_SP_BAD_ADDR', `${url}: a browser chooses the source itself`);
    return address;
  },
  dial: (request) => dialInBrowser(request, settings.WebSocket),
});
