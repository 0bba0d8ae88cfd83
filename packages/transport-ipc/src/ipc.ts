import { SPI_VERSION, type ListeningTransport } from '@sp/core/transport';
import { ipcSchemes, parseIpcAddress, type IpcAddress, type IpcScheme } from './ipc-address.ts';
import { dialIpc } from './ipc-dial.ts';
import { listenIpc } from './ipc-listen.ts';
import { ipcDialOptions, ipcListenOptions, type IpcDialOptions, type IpcListenOptions } from './ipc-options.ts';

declare module '@sp/core/transport' {
  interface PipeProperties {
    /** Process id of the peer at the time of the connection; on Linux, with the package koffi installed. */
    peerPid: number;
    /** Effective user id of the peer at that time; on Linux, with the package koffi installed. */
    peerUid: number;
    /** Effective group id of the peer at that time; on Linux, with the package koffi installed. */
    peerGid: number;
  }
}

/**
 * The transport of schemes `ipc`, `unix` and `abstract`: unix sockets, or named pipes on Windows (SP RFC draft for the
 * IPC mapping).
 *
 * `ipc://path` and `unix://path` name a socket file, relative to the working directory unless the path begins with `/`.
 * `abstract://name` is a name without a file, on Linux, percent-encoded.
 *
 * @example
 * ```ts
 * const net = transports(ipc());
 * await rep.listen('ipc:///run/service.sock', { chmod: 0o660 });
 * await req.dial('ipc:///run/service.sock');
 * ```
 */
export const ipc = (): ListeningTransport<IpcScheme, IpcAddress, IpcDialOptions, IpcListenOptions> => ({
  spi: SPI_VERSION,
  schemes: ipcSchemes,
  dialOptions: ipcDialOptions,
  listenOptions: ipcListenOptions,
  parse: (url) => parseIpcAddress(url),
  dial: dialIpc,
  listen: listenIpc,
});
