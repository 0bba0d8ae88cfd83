import { SPI_VERSION, tcpOptions, type ListeningTransport, type TcpOptions } from '@sp/core/transport';
import { parseTcpAddress, tcpSchemes, type TcpAddress, type TcpScheme } from './tcp-address.ts';
import { dialTcp } from './tcp-dial.ts';
import { listenTcp } from './tcp-listen.ts';

/**
 * The transport of schemes `tcp`, `tcp4` and `tcp6` (SP RFC draft for the TCP mapping).
 *
 * Addresses read `tcp://host:port`. To listen, the host may be `*` or empty for all interfaces, and port 0 is a free
 * one, which the listener's address then tells. To dial, `tcp://SRC;host:port` connects from the local address or
 * interface SRC. Names are resolved by each dial.
 *
 * @example
 * ```ts
 * const net = transports(tcp());
 * const { address } = await rep.listen('tcp://127.0.0.1:0');
 * await req.dial(address);
 * ```
 */
export const tcp = (): ListeningTransport<TcpScheme, TcpAddress, TcpOptions, TcpOptions> => ({
  spi: SPI_VERSION,
  schemes: tcpSchemes,
  dialOptions: tcpOptions,
  listenOptions: tcpOptions,
  parse: parseTcpAddress,
  dial: dialTcp,
  listen: listenTcp,
});
