/**
 * The WebSocket transport for Node.js: `ws()` for `transports(...)`. Browsers get another build, which only dials.
 *
 * @packageDocumentation
 */
export { ws } from './ws.ts';
export { wsMount, type WsMount } from './ws-mount.ts';
export { wsMux, type WsHandler, type WsMux } from './ws-mux.ts';
export type { WsAddress, WsScheme } from './ws-address.ts';
export type { WsHttpRequest, WsHttpResponse } from './ws-connection.ts';
export type { WsConnectionOptions, WsDialOptions, WsHeaders, WsListenOptions } from './ws-options.ts';
export type { WsTlsConfig } from './tls-config.ts';
