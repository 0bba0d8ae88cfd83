/**
 * ```text
 *   ws://[SRC;]host[:port][/path][?query]
 *
 *   port   80 unless given, 443 for wss; for listening 0 is a free one
 *   path   / unless given; for listening one that ends in / stands for everything below it
 * ```
 */
import { parseHostPort, splitAddress, SpError, type TcpTarget } from '@sp/core/transport';

const families = { ws: 0, ws4: 4, ws6: 6, wss: 0, wss4: 4, wss6: 6 } as const;

/** The scheme of a WebSocket address; `wss` is over TLS, 4 and 6 force the address family. */
export type WsScheme = keyof typeof families;

export const wsSchemes: readonly WsScheme[] = ['ws', 'ws4', 'ws6', 'wss', 'wss4', 'wss6'];

/** A parsed WebSocket address. */
export interface WsAddress extends TcpTarget<WsScheme> {
  /** Over TLS. */
  readonly secure: boolean;
  /** Host and port as they were written: what the request says as Host. */
  readonly authority: string;
  /** Path and query as the request line has them; at least `/`. */
  readonly target: string;
  /** The decoded path, without the query: what is compared. */
  readonly path: string;
}

/**
 * Parses an address.
 *
 * @param schemes - those that the transport serves
 * @throws ERR_SP_BAD_TRAN for a foreign scheme, ERR_SP_BAD_ADDR for all other mistakes
 */
export function parseWsAddress(
  url: string,
  role: 'dial' | 'listen',
  schemes: readonly WsScheme[] = wsSchemes,
): WsAddress {
  const { scheme, rest } = splitAddress(url, schemes);
  const family = families[scheme];
  const secure = scheme.startsWith('wss');
  const end = rest.search(/[/?#]/);
  const place = end < 0 ? rest : rest.slice(0, end);
  const written = end < 0 ? '' : rest.slice(end);
  const { host, port, source } = parseHostPort(place, role, secure ? 443 : 80);
  for (const each of [host, source ?? '']) {
    const wrong = (family === 4 && each.includes(':')) || (family === 6 && /^[\d.]+$/.test(each));
    if (wrong) throw new SpError('ERR_SP_BAD_ADDR', `${url}: ${each} is not an IPv${family} address`);
  }
  // eslint-disable-next-line no-control-regex -- those are what is looked for
  if (/[\u0000-\u0020\u007f#]/.test(written)) {
    throw new SpError('ERR_SP_BAD_ADDR', `${JSON.stringify(url)}: a path has no spaces, control characters or #`);
  }
  const target = (written.startsWith('/') ? written : `/${written}`).replace(/[^!-~]+/gu, encodeURIComponent);
  const path = decodePath(target);
  if (path === undefined) throw new SpError('ERR_SP_BAD_ADDR', `${url}: a % in the path is not followed by two digits`);
  const authority = place.slice(place.indexOf(';') + 1);
  return { scheme, secure, family, host, port, source, authority, target, path };
}

/** The path of a request target, decoded; undefined where it can't be. */
export function decodePath(target: string): string | undefined {
  const [path = ''] = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '').split('?', 1);
  try {
    return decodeURIComponent(path === '' ? '/' : path);
  } catch {
    return undefined;
  }
}

/** The address with the port that was really bound. */
export function boundAddress({ scheme, authority, port, target }: WsAddress, bound: number): string {
  return `${scheme}://${port === 0 ? authority.replace(/:\d+$/, `:${bound}`) : authority}${target}`;
}
