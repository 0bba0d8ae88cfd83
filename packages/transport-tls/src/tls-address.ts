import { parseTcpTarget, type TcpTarget } from '@sp/core/transport';

const families = { 'tls+tcp': 0, 'tls+tcp4': 4, 'tls+tcp6': 6 } as const;

/** The scheme of a TLS address; `tls+tcp4` and `tls+tcp6` force the address family. */
export type TlsScheme = keyof typeof families;

export const tlsSchemes: readonly TlsScheme[] = ['tls+tcp', 'tls+tcp4', 'tls+tcp6'];

/** A parsed TLS address. */
export type TlsAddress = TcpTarget<TlsScheme>;

/** Parses an address; ERR_SP_BAD_TRAN for a foreign scheme, ERR_SP_BAD_ADDR for all other mistakes. */
export const parseTlsAddress = (url: string, role: 'dial' | 'listen'): TlsAddress =>
  parseTcpTarget(url, families, role);
