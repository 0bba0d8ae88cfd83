import type { ConnectionOptions, SecureContextOptions, SecureVersion, TlsOptions, TLSSocket } from 'node:tls';
import { definedSettings, requireCertificate, SpError } from '@sp/core/transport';

/**
 * A TLS configuration, in the terms of `node:tls`: certificates, keys, authorities and ciphers
 * (`SecureContextOptions`), and what follows.
 */
export interface WsTlsConfig extends Omit<SecureContextOptions, 'minVersion' | 'maxVersion' | 'secureProtocol'> {
  /** The oldest version to speak; `TLSv1.2` by default, and nothing older. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** The newest version to speak. */
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** Whether a peer has to show a certificate that is trusted; true by default. A listener asks by `requestCert` first. */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Listening: asks clients for a certificate; false by default. */
  readonly requestCert?: boolean | undefined;
  /** Listening: chooses the certificate by the name that the client asks for. */
  readonly SNICallback?: TlsOptions['SNICallback'];
  /** Dialing: the name to ask for and to find in the certificate; that of the address by default. */
  readonly servername?: string | undefined;
  /** Dialing: checks the name in the certificate instead of `tls.checkServerIdentity`. */
  readonly checkServerIdentity?: ConnectionOptions['checkServerIdentity'];
}

/** Nothing older is spoken, whatever Node.js was told on its command line. */
const defaults = { minVersion: 'TLSv1.2' satisfies SecureVersion, rejectUnauthorized: true } as const;

/**
 * The settings of a server.
 * @throws ERR_SP_TLS_NO_CONFIG, ERR_SP_TLS_NO_CERT
 */
export const serverSettings = (url: string, config: WsTlsConfig | undefined): TlsOptions => ({
  ...defaults,
  ...definedSettings(requireCertificate(url, config)),
});

/** The settings of a client. */
export const clientSettings = (config: WsTlsConfig | undefined): ConnectionOptions => ({
  ...defaults,
  ...definedSettings(config ?? {}),
});

/** Runs what hands a configuration to `node:tls`, which throws where it can't read a certificate, for one. */
export function configured<T>(url: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw new SpError('ERR_SP_BAD_VALUE', `${url}: tls: ${(error as Error).message}`, { cause: error });
  }
}

/** Whether two listeners may share a server: its certificate and its demands on clients are the same for both. */
export function sameConfig(one: WsTlsConfig | undefined, other: WsTlsConfig | undefined): boolean {
  const names = Object.keys({ ...one, ...other }) as (keyof WsTlsConfig)[];
  return names.every((name) => one?.[name] === other?.[name]);
}

/** Whether a connection failed because the certificate of the peer was not accepted. */
export const isUntrusted = (socket: TLSSocket): boolean =>
  // Null before the handshake, whatever the types of Node.js say.
  Boolean(socket.authorizationError as Error | null) && !socket.authorized;
