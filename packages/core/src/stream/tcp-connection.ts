import { formatHostPort } from '../transport/host-port.ts';
import type { TcpOptions } from '../transport/tcp-options.ts';
import type { StreamPipeFacts } from './stream-pipe.ts';

/** What {@link setUpTcp} needs of a `net.Socket` or a `tls.TLSSocket`. */
export interface TcpConnection {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  setNoDelay(noDelay: boolean): unknown;
  setKeepAlive(keepAlive: boolean, initialDelay: number): unknown;
}

/** Sets the options in force on a TCP connection that is established, and returns what its pipe tells about it. */
export function setUpTcp(connection: TcpConnection, options: Readonly<TcpOptions>): StreamPipeFacts {
  const { noDelay, keepAlive, keepAliveTime, maxRecvSize } = options;
  const values: Readonly<TcpOptions> = { noDelay, keepAlive, keepAliveTime, maxRecvSize };
  connection.setNoDelay(noDelay);
  // Node cuts off fractions of a second, and takes what is left of less than one as the system's default.
  connection.setKeepAlive(keepAlive, Math.ceil(keepAliveTime / 1000) * 1000);
  return {
    localAddress: endOf(connection.localAddress, connection.localPort),
    remoteAddress: endOf(connection.remoteAddress, connection.remotePort),
    maxRecvSize,
    property: (name) => (Object.hasOwn(values, name) ? values[name as keyof TcpOptions] : undefined),
  };
}

/** An end of a connection as the other end writes it: a dual-stack listener sees IPv4 peers as mapped addresses. */
const endOf = (host: string = '', port: number = 0): string =>
  formatHostPort(host.replace(/^::ffff:(?=\d+\.)/i, ''), port);
