import { isIPv4, isIPv6 } from 'node:net';
import { parseHostPort, splitAddress, SpError, type HostPort } from '@sp/core/transport';

const families = { tcp: 0, tcp4: 4, tcp6: 6 } as const;

/** The scheme of a TCP address; `tcp4` and `tcp6` force the address family. */
export type TcpScheme = keyof typeof families;

export const tcpSchemes: readonly TcpScheme[] = ['tcp', 'tcp4', 'tcp6'];

/** A parsed TCP address. */
export interface TcpAddress extends HostPort {
  readonly scheme: TcpScheme;
  /** The family that the scheme demands, or 0 for any. */
  readonly family: 0 | 4 | 6;
}

/** Parses an address; ERR_SP_BAD_TRAN for a foreign scheme, ERR_SP_BAD_ADDR for all other mistakes. */
export function parseTcpAddress(url: string, role: 'dial' | 'listen'): TcpAddress {
  const { scheme, rest } = splitAddress(url, tcpSchemes);
  const address = parseHostPort(rest, role);
  const family = families[scheme];
  for (const host of [address.host, address.source ?? '']) {
    const wrong = (family === 4 && isIPv6(host)) || (family === 6 && isIPv4(host));
    if (wrong) throw new SpError('ERR_SP_BAD_ADDR', `${url}: ${host} is not an IPv${family} address`);
  }
  return { ...address, scheme, family };
}
