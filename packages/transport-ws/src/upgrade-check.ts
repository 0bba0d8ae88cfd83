import type { IncomingMessage } from 'node:http';
import type { SpError } from '@sp/core/transport';

/** Why a request does not become a connection. */
export interface Refusal {
  readonly status: number;
  /** For the client, in the body. */
  readonly why: string;
  readonly code: SpError['code'];
  /** Further header fields of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

const bad = (why: string, status: number = 400, code: Refusal['code'] = 'ERR_SP_BAD_HEADER'): Refusal => ({
  status,
  why,
  code,
});

/** What is wrong with a request as the beginning of a WebSocket (RFC 6455, 4.2.1); undefined for nothing. */
export function refusalOf(
  request: IncomingMessage,
  protocol: string,
  checkOrigin: boolean | readonly string[],
): Refusal | undefined {
  const { headers, httpVersion, method } = request;
  if (httpVersion !== '1.1') return bad('HTTP/1.1 is needed', 505);
  if (method !== 'GET') return { ...bad('GET is needed', 405), headers: { Allow: 'GET' } };
  if (headers.host === undefined) return bad('Host is missing');
  if ((headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined) {
    return bad('a WebSocket begins without a body');
  }
  if (!hasToken(headers.upgrade, 'websocket') || !hasToken(headers.connection, 'upgrade')) {
    return bad('only WebSocket connections are served here');
  }
  if (headers['sec-websocket-version'] !== '13') {
    return { ...bad('WebSocket version 13 is needed'), headers: { 'Sec-WebSocket-Version': '13' } };
  }
  if (!/^[+/\dA-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) return bad('Sec-WebSocket-Key is no key');
  if (!originMay(headers.origin, headers.host, checkOrigin)) {
    return bad(`pages of ${headers.origin ?? ''} may not connect`, 403);
  }
  const offered = headers['sec-websocket-protocol'];
  if (!(offered ?? '').split(',').some((name) => name.trim() === protocol)) {
    return bad(`this is ${protocol}, not ${offered ?? 'a WebSocket without protocol'}`, 400, 'ERR_SP_BAD_PROTO');
  }
  return undefined;
}

const hasToken = (field: string | undefined, token: string): boolean =>
  (field ?? '').split(',').some((part) => part.trim().toLowerCase() === token);

/** Only browsers send an origin, and they do not let pages forge it. */
function originMay(origin: string | undefined, host: string, checkOrigin: boolean | readonly string[]): boolean {
  if (origin === undefined || checkOrigin === false) return true;
  const given = origin.toLowerCase();
  if (checkOrigin === true) return /^[a-z][a-z\d+.-]*:\/\/([^/?#]+)$/.exec(given)?.[1] === host.toLowerCase();
  return checkOrigin.some((allowed) => allowed.toLowerCase().replace(/\/$/, '') === given);
}
