/**
 * The part behind the scheme of addresses over TCP.
 *
 * ```text
 *   [SRC;]host:port[/]
 *
 *   SRC    dial only: the local IP address or network interface to connect from
 *   host   a name, an IPv4 address, an IPv6 address in brackets; for listening also * or nothing: all interfaces
 *   port   1 to 65535; for listening also 0: a free one
 * ```
 */
import { SpError } from '../sp-error.ts';

/** A parsed `host:port`. */
export interface HostPort {
  /** A name or an IP address, without brackets; '' for all interfaces. */
  readonly host: string;
  readonly port: number;
  /** The local IP address or interface name to dial from, without brackets; undefined to let the system choose. */
  readonly source: string | undefined;
}

/**
 * Parses `host:port`, by the rules for one of the two roles.
 *
 * @param text - what follows `scheme://`
 * @param defaultPort - the port where the address has none; without it a port is required
 * @throws ERR_SP_BAD_ADDR with what is wrong
 */
export function parseHostPort(text: string, role: 'dial' | 'listen', defaultPort?: number): HostPort {
  const semicolon = text.indexOf(';');
  const source = semicolon < 0 ? undefined : unbracketed(text.slice(0, semicolon));
  if (source !== undefined && role === 'listen') throw bad(text, 'only dialing takes a source address');
  if (source === '') throw bad(text, 'the source address before ; is empty');

  const target = text.slice(semicolon + 1).replace(/\/$/, '');
  const stray = /[/?#@\\\s]/.exec(target)?.[0];
  if (stray !== undefined) throw bad(text, `${JSON.stringify(stray)} has no place in host:port`);
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([^:\]]*))?$/.exec(target);
  if (parts === null) throw bad(text, 'one colon goes before the port, and brackets around an IPv6 address: [::1]:80');

  const [, bracketed, plain = '', digits] = parts;
  const host = bracketed ?? (plain === '*' ? '' : plain);
  if (bracketed !== undefined && !isIPv6(host)) throw bad(text, `${host} is not an IPv6 address`);
  if (bracketed === undefined && !isHost(host)) throw bad(text, `${host} is not a host name or IPv4 address`);
  if (host === '' && role === 'dial') throw bad(text, 'dialing needs a host');

  if (digits === undefined && defaultPort === undefined) throw bad(text, 'the port is missing, as in host:5555');
  const port = digits === undefined ? defaultPort : parsePort(digits);
  if (port === undefined) throw bad(text, `"${digits ?? ''}" is not a port number from 0 to 65535`);
  if (port === 0 && role === 'dial') throw bad(text, 'port 0 can only be listened on');
  return { host, port, source };
}

/** Writes `host:port`, with brackets around an IPv6 address. */
export const formatHostPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

const bad = (text: string, why: string): SpError => new SpError('ERR_SP_BAD_ADDR', `${text}: ${why}`);

const unbracketed = (text: string): string => /^\[(.*)\]$/.exec(text)?.[1] ?? text;

const parsePort = (digits: string): number | undefined =>
  /^\d{1,5}$/.test(digits) && Number(digits) <= 65_535 ? Number(digits) : undefined;

/** A label of a host name; letters of every script, since resolvers translate them. */
const LABEL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;

/** Nothing is all interfaces. What ends in a number has to be an IPv4 address: resolvers read things like 127.1 in ways that nobody means. */
function isHost(text: string): boolean {
  if (text === '') return true;
  // The system listens there, but a broadcast address has no connections.
  if (text === '255.255.255.255') return false;
  const labels = text.replace(/\.$/, '').split('.');
  if (text.length > 254 || !labels.every((label) => LABEL.test(label))) return false;
  return !/^\d+$/.test(labels.at(-1) ?? '') || isIPv4(text);
}

/** Whether a text is an IPv4 address. */
export function isIPv4(text: string): boolean {
  const numbers = text.split('.');
  return numbers.length === 4 && numbers.every((number) => /^\d{1,3}$/.test(number) && Number(number) <= 255);
}

/** Whether a text is an IPv6 address: eight groups, or fewer with one `::`; the last two may be IPv4; a zone may follow. */
export function isIPv6(text: string): boolean {
  const [address = '', zone] = text.split(/%(.+)/s, 2);
  if (address.includes('%') || (zone !== undefined && !/^[\w.-]+$/.test(zone))) return false;
  const dotted = /(?<=:)[\d.]*\.[\d.]*$/.exec(address)?.[0];
  if (dotted !== undefined && !isIPv4(dotted)) return false;
  const hex = dotted === undefined ? address : `${address.slice(0, -dotted.length)}0:0`;
  const halves = hex.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const count = halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length < 8;
  return count && groups.every((group) => /^[\da-f]{1,4}$/i.test(group));
}
