import type { IncomingHttpHeaders } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import { fromSystemError, SpError } from '@sp/core/transport';
import { isUntrusted } from './tls-config.ts';

/**
 * What an error of the opening handshake means to the one who dialed.
 *
 * @param answer - the header fields of an answer 101 in which something is wrong
 * @param protocol - the subprotocol that was asked for
 */
export function dialError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  answer: IncomingHttpHeaders | undefined,
  protocol: string,
  url: string,
): SpError {
  const { code = '', message, syscall } = error;
  const detail = `${url}: ${message || code || 'failed'}`;
  if (answer !== undefined) {
    const spoken = answer['sec-websocket-protocol'];
    if (spoken !== protocol) {
      const names = `${spoken ?? 'no protocol'}, not ${protocol}`;
      return new SpError('ERR_SP_BAD_PROTO', `${url} speaks ${names}`, { cause: error });
    }
    return new SpError('ERR_SP_BAD_HEADER', detail, { cause: error });
  }
  // Also set where a check of the application failed, whose errors may have any code.
  if (socket instanceof TLSSocket && isUntrusted(socket))
    return new SpError('ERR_SP_TLS_AUTH', detail, { cause: error });
  if (code.startsWith('HPE_')) return new SpError('ERR_SP_BAD_HEADER', detail, { cause: error });
  // How Node's HTTP client says that the server hung up without an answer; a real reset comes from a system call.
  if (code === 'ECONNRESET' && syscall === undefined) return new SpError('ERR_SP_EOF', detail, { cause: error });
  return fromSystemError(error, detail);
}
