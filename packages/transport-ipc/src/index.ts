/**
 * The IPC transport for Node.js: `ipc()` for `transports(...)`.
 *
 * @packageDocumentation
 */
export { ipc } from './ipc.ts';
export type { IpcAddress, IpcScheme } from './ipc-address.ts';
export type { IpcDialOptions, IpcListenOptions } from './ipc-options.ts';
