/**
 * The WebSocket transport for browsers: `ws()` for `transports(...)`, which only dials.
 *
 * @packageDocumentation
 */
export { ws, type BrowserWsOptions, type BrowserWsScheme, type BrowserWsSettings } from './browser/browser-ws.ts';
export type { WebSocketClass, WebSocketLike } from './browser/web-socket-like.ts';
export type { WsAddress, WsScheme } from './ws-address.ts';
