import type { ConnectionOptions, SecureContextOptions, TlsOptions as ServerOptions } from 'node:tls';
import { tcpOptions, tlsOption, type OptionTable, type TcpOptions } from '@sp/core/transport';

/**
 * A TLS configuration, in the terms of `node:tls`: certificates, keys, authorities and ciphers
 * (`SecureContextOptions`), and what follows.
 */
export interface TlsConfig extends Omit<SecureContextOptions, 'minVersion' | 'maxVersion' | 'secureProtocol'> {
  /** The oldest version to speak; `TLSv1.2` by default, and nothing older. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** The newest version to speak. */
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** Whether a peer has to show a certificate that is trusted; true by default. A listener asks by `requestCert` first. */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Listening: asks clients for a certificate; false by default. */
  readonly requestCert?: boolean | undefined;
  /** Listening: chooses the certificate by the name that the client asks for. */
  readonly SNICallback?: ServerOptions['SNICallback'];
  /** Dialing: the name to ask for and to find in the certificate; that of the address by default. */
  readonly servername?: string | undefined;
  /** Dialing: checks the name in the certificate instead of `tls.checkServerIdentity`. */
  readonly checkServerIdentity?: ConnectionOptions['checkServerIdentity'];
}

/** The options of a TLS connection, for dialing and for listening. */
export interface TlsOptions extends TcpOptions {
  /**
   * The TLS configuration. Required to listen, with a certificate. To dial, the authorities of the system are trusted
   * by default, and the server has to prove the name in its address.
   */
  tls: TlsConfig | undefined;
}

/** How these options are checked and what they default to. */
export const tlsOptions: OptionTable<TlsOptions> = {
  ...tcpOptions,
  tls: tlsOption<TlsConfig>('TLS configuration in the terms of node:tls: certificates, keys, trusted authorities.'),
};
