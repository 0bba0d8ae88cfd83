import { parseTcpTarget, type TcpTarget } from '@sp/core/transport';

const families = { tcp: 0, tcp4: 4, tcp6: 6 } as const;

/** The scheme of a TCP address; `tcp4` and `tcp6` force the address family. */
export type TcpScheme = keyof typeof families;

export const tcpSchemes: readonly TcpScheme[] = ['tcp', 'tcp4', 'tcp6'];

/** A parsed TCP address. */
export type TcpAddress = TcpTarget<TcpScheme>;

/** Parses an address; ERR_SP_BAD_TRAN for a foreign scheme, ERR_SP_BAD_ADDR for all other mistakes. */
export const parseTcpAddress = (url: string, role: 'dial' | 'listen'): TcpAddress =>
  parseTcpTarget(url, families, role);
