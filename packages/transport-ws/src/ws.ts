import { SPI_VERSION, type ListeningTransport } from '@sp/core/transport';
import { parseWsAddress, wsSchemes, type WsAddress, type WsScheme } from './ws-address.ts';
import { dialWs } from './ws-dial.ts';
import { listenWs } from './ws-listen.ts';
import { wsDialOptions, wsListenOptions, type WsDialOptions, type WsListenOptions } from './ws-options.ts';

/**
 * The transport of schemes `ws` and `wss`, and of `ws4`, `ws6`, `wss4` and `wss6` (SP RFC draft for the WebSocket
 * mapping): one message is one WebSocket message.
 *
 * Addresses read `ws://host:port/path`. Listeners on one host and port share a server, each with its own path; a path
 * that ends in `/` stands for everything below it. Port 0 is a free one, which the listener's address then tells.
 *
 * @example
 * ```ts
 * const net = transports(ws());
 * const { address } = await rep.listen('ws://127.0.0.1:0/rpc');
 * await req.dial(address);
 * ```
 */
export const ws = (): ListeningTransport<WsScheme, WsAddress, WsDialOptions, WsListenOptions> => ({
  spi: SPI_VERSION,
  schemes: wsSchemes,
  dialOptions: wsDialOptions,
  listenOptions: wsListenOptions,
  parse: (url, role) => parseWsAddress(url, role),
  dial: dialWs,
  listen: listenWs,
});
