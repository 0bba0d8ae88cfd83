import type { Socket } from 'node:net';
import type { StreamPipeFacts } from '@sp/core/stream';
import { formatHostPort } from '@sp/core/transport';
import type { TcpOptions } from './tcp-options.ts';

declare module '@sp/core/transport' {
  interface PipeProperties {
    /** Whether the connection was made to send small packets at once. */
    noDelay: boolean;
    /** Whether the connection was made to probe a silent peer. */
    keepAlive: boolean;
    /** Silence before the first probe that the connection was made with, in milliseconds. */
    keepAliveTime: number;
  }
}

/** Sets the options in force on a connected socket, and returns what its pipe tells about it. */
export function setUp(socket: Socket, options: Readonly<TcpOptions>): StreamPipeFacts {
  const values: Readonly<TcpOptions> = { ...options };
  const { noDelay, keepAlive, keepAliveTime, maxRecvSize } = values;
  socket.setNoDelay(noDelay);
  // Node cuts off fractions of a second, and takes what is left of less than one as the system's default.
  socket.setKeepAlive(keepAlive, Math.ceil(keepAliveTime / 1000) * 1000);
  return {
    localAddress: endOf(socket.localAddress, socket.localPort),
    remoteAddress: endOf(socket.remoteAddress, socket.remotePort),
    maxRecvSize,
    property: (name) => (Object.hasOwn(values, name) ? values[name as keyof TcpOptions] : undefined),
  };
}

/** An end of a connection as the other end writes it: a dual-stack listener sees IPv4 peers as mapped addresses. */
const endOf = (host: string = '', port: number = 0): string =>
  formatHostPort(host.replace(/^::ffff:(?=\d+\.)/i, ''), port);
