/**
 * The TCP transport for Node.js: `tcp()` for `transports(...)`.
 *
 * @packageDocumentation
 */
export { tcp } from './tcp.ts';
export type { TcpAddress, TcpScheme } from './tcp-address.ts';
export type { TcpOptions } from '@sp/core/transport';
