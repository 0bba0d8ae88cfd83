import { SPI_VERSION, type ListeningTransport } from '@sp/core/transport';
import { parseTlsAddress, tlsSchemes, type TlsAddress, type TlsScheme } from './tls-address.ts';
import { dialTls } from './tls-dial.ts';
import { listenTls } from './tls-listen.ts';
import { tlsOptions, type TlsOptions } from './tls-options.ts';

/**
 * The transport of schemes `tls+tcp`, `tls+tcp4` and `tls+tcp6`: TCP inside of TLS, as NNG and mangos have it.
 *
 * Addresses are those of TCP: `tls+tcp://host:port`. Listening needs the option `tls` with a certificate. Dialing trusts
 * what the system trusts, unless the option `tls` says otherwise, and checks that the certificate is for the host.
 *
 * @example
 * ```ts
 * const net = transports(tls());
 * const { address } = await rep.listen('tls+tcp://*:5555', { tls: { cert, key } });
 * await req.dial('tls+tcp://server.example:5555');
 * ```
 */
export const tls = (): ListeningTransport<TlsScheme, TlsAddress, TlsOptions, TlsOptions> => ({
  spi: SPI_VERSION,
  schemes: tlsSchemes,
  dialOptions: tlsOptions,
  listenOptions: tlsOptions,
  parse: parseTlsAddress,
  dial: dialTls,
  listen: listenTls,
});
