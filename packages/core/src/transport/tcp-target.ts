import { SpError } from '../sp-error.ts';
import { isIPv4, isIPv6, parseHostPort, type HostPort } from './host-port.ts';
import { sourceAddress, type NetworkInterfaces } from './source-address.ts';
import { splitAddress } from './split-address.ts';

/** An address family: 4, 6, or 0 for either. */
export type AddressFamily = 0 | 4 | 6;

/** A parsed address of a transport over TCP. */
export interface TcpTarget<Scheme extends string = string> extends HostPort {
  readonly scheme: Scheme;
  /** The family that the scheme demands, or 0 for any. */
  readonly family: AddressFamily;
}

/**
 * Parses `scheme://host:port` where some schemes demand an address family.
 *
 * @param families - the family that each scheme of the transport demands
 * @throws ERR_SP_BAD_TRAN for a foreign scheme, ERR_SP_BAD_ADDR for all other mistakes
 */
export function parseTcpTarget<Scheme extends string>(
  url: string,
  families: Readonly<Record<Scheme, AddressFamily>>,
  role: 'dial' | 'listen',
): TcpTarget<Scheme> {
  const { scheme, rest } = splitAddress(url, Object.keys(families) as Scheme[]);
  const address = parseHostPort(rest, role);
  const family = families[scheme];
  for (const host of [address.host, address.source ?? '']) {
    const wrong = (family === 4 && isIPv6(host)) || (family === 6 && isIPv4(host));
    if (wrong) throw new SpError('ERR_SP_BAD_ADDR', `${url}: ${host} is not an IPv${family} address`);
  }
  return { ...address, scheme, family };
}

/** Where to connect to, in the terms of Node's `net.connect` and `tls.connect`. */
export interface ConnectPlace {
  readonly host: string;
  readonly port: number;
  readonly family: AddressFamily;
  /** The local address to connect from. */
  readonly localAddress?: string;
}

/**
 * Where a dial connects to. Names stay names: each connect resolves them anew, since what fails today may work tomorrow.
 *
 * @param interfaces - asked where the address has a source
 * @throws ERR_SP_BAD_ADDR for a source that this host does not have
 */
export function connectPlace(
  { family, host, port, source }: TcpTarget,
  interfaces: () => NetworkInterfaces,
): ConnectPlace {
  if (source === undefined) return { family, host, port };
  const wanted = family === 0 ? familyOf(host) : family;
  const localAddress = sourceAddress(source, wanted, interfaces());
  return { family: wanted === 0 ? familyOf(localAddress) : wanted, host, port, localAddress };
}

/** Where to listen, in the terms of Node's `Server.listen`. */
export interface ListenPlace {
  readonly host?: string;
  readonly port: number;
  readonly ipv6Only?: boolean;
}

/**
 * Where a listener binds to; a name stands for its first address.
 *
 * @param lookup - resolves a name, such as `dns.promises.lookup`
 */
export async function listenPlace(
  { family, host, port }: TcpTarget,
  lookup: (name: string, options: { readonly family: AddressFamily }) => Promise<{ readonly address: string }>,
): Promise<ListenPlace> {
  const ipv6Only = family === 6;
  // Without a host Node takes both families, or IPv4 where the system has no IPv6.
  if (host === '') return family === 0 ? { port } : { host: family === 4 ? '0.0.0.0' : '::', port, ipv6Only };
  const literal = familyOf(host) !== 0;
  return { host: literal ? host : (await lookup(host, { family })).address, port, ipv6Only };
}

const familyOf = (host: string): AddressFamily => (isIPv4(host) ? 4 : isIPv6(host) ? 6 : 0);
