import { SpError } from '../sp-error.ts';

/** The network interfaces of a host by name, in the shape of Node's `os.networkInterfaces()`. */
export type NetworkInterfaces = Readonly<
  Record<string, readonly { readonly address: string; readonly family: string }[] | undefined>
>;

/**
 * The local address that a dial with `SRC;host:port` binds to: SRC itself, or the first address of the interface SRC.
 *
 * @param source - an IP address or the name of an interface
 * @param family - the only family that suits, or 0 for any
 * @throws ERR_SP_BAD_ADDR where there is no such interface, or none of its addresses suits
 */
export function sourceAddress(source: string, family: 0 | 4 | 6, interfaces: NetworkInterfaces): string {
  if (isAddress(source)) return source;
  const addresses = Object.hasOwn(interfaces, source) ? interfaces[source] : undefined;
  if (addresses === undefined) throw new SpError('ERR_SP_BAD_ADDR', `this host has no interface ${source}`);
  const suitable = addresses.find((candidate) => family === 0 || candidate.family === `IPv${family}`);
  if (suitable === undefined) throw new SpError('ERR_SP_BAD_ADDR', `interface ${source} has no IPv${family} address`);
  return suitable.address;
}

const isAddress = (text: string): boolean => text.includes(':') || /^[\d.]+$/.test(text);
