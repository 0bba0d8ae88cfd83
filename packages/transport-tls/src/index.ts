/**
 * The TLS transport for Node.js: `tls()` for `transports(...)`.
 *
 * @packageDocumentation
 */
export { tls } from './tls.ts';
export type { TlsAddress, TlsScheme } from './tls-address.ts';
export type { TlsConfig, TlsOptions } from './tls-options.ts';
export type { TlsPeerCertificate, TlsState } from '@sp/core/transport';
