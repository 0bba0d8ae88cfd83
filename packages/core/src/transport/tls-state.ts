declare module '../pipe.ts' {
  interface PipeProperties {
    /** What the TLS handshake agreed on and found out, where the connection has TLS. */
    tlsState: TlsState;
  }
}

/** A certificate, in the shape of Node's `PeerCertificate`, which has more than is listed here. */
export interface TlsPeerCertificate {
  readonly subject: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly issuer: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The names that it is for, such as `DNS:localhost, IP Address:127.0.0.1`. */
  readonly subjectaltname?: string | undefined;
  readonly valid_from: string;
  readonly valid_to: string;
  readonly fingerprint256: string;
  readonly serialNumber: string;
  /** The whole certificate in DER. */
  readonly raw: Uint8Array;
}

/** What a TLS handshake agreed on and found out. */
export interface TlsState {
  /** The version, such as `TLSv1.3`. */
  readonly protocol: string;
  /** The cipher suite in the notation of the standards, such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** Whether the peer showed a certificate that was verified. */
  readonly authorized: boolean;
  /** Why its certificate was not accepted, where that did not end the connection. */
  readonly authorizationError: string | undefined;
  /** What the peer showed; undefined for a client without a certificate. */
  readonly peerCertificate: TlsPeerCertificate | undefined;
  /** The name that the client asked for (SNI). */
  readonly servername: string | undefined;
}

/** What {@link tlsStateOf} needs of a `tls.TLSSocket`. */
export interface TlsConnection {
  readonly authorized: boolean;
  /** A string in fact, whatever the types of Node.js say. */
  readonly authorizationError: unknown;
  readonly servername?: string | false | null | undefined;
  getProtocol(): string | null;
  getCipher(): { readonly name: string; readonly standardName?: string };
  getPeerCertificate(detailed?: false): object;
}

/** Takes down the state of a connection whose TLS handshake is done, for the time after its end as well. */
export function tlsStateOf(connection: TlsConnection): TlsState {
  const { authorized, authorizationError, servername } = connection;
  const { name, standardName = name } = connection.getCipher();
  const certificate = connection.getPeerCertificate();
  return Object.freeze({
    protocol: connection.getProtocol() ?? '',
    cipher: standardName,
    authorized,
    authorizationError: typeof authorizationError === 'string' ? authorizationError : undefined,
    peerCertificate: 'raw' in certificate ? (certificate as TlsPeerCertificate) : undefined,
    servername: typeof servername === 'string' && servername !== '' ? servername : undefined,
  });
}
