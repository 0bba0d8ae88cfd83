/**
 * The header that both ends of a stream send first, without waiting for the other's (SP RFC draft for the TCP mapping).
 *
 * ```text
 *   offset   0     1     2     3        4    5      6    7
 *          | 00 | 'S' | 'P' | version | protocol | reserved |
 *            00   53    50      00     big-endian   00   00
 * ```
 *
 * `protocol` is the sender's own number, which has to be the one that the receiver expects of its peer.
 */
import type { ProtocolInfo } from '../protocol-info.ts';
import { SpError } from '../sp-error.ts';

/** Length of the header, in bytes. */
export const HANDSHAKE_SIZE = 8;

/** The header of a socket with this protocol number. */
export const encodeHandshake = (self: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array([0, 0x53, 0x50, 0, self >>> 8, self & 0xff, 0, 0]);

/**
 * What is wrong with a peer's header, or undefined.
 *
 * @param bytes - exactly {@link HANDSHAKE_SIZE} bytes
 * @returns, in this order of precedence: ERR_SP_BAD_HEADER, ERR_SP_BAD_VERSION, ERR_SP_BAD_PROTO
 */
export function checkHandshake(bytes: Uint8Array, info: ProtocolInfo): SpError | undefined {
  const [zero, s, p, version, high = 0, low = 0, reserved, reserved2] = bytes;
  if (zero !== 0 || s !== 0x53 || p !== 0x50 || reserved !== 0 || reserved2 !== 0) {
    return new SpError('ERR_SP_BAD_HEADER', hex(bytes));
  }
  if (version !== 0) return new SpError('ERR_SP_BAD_VERSION', `${version}, not 0`);
  const peer = (high << 8) | low;
  if (peer === info.peer) return undefined;
  return new SpError(
    'ERR_SP_BAD_PROTO',
    `the peer's number is ${peer}, ${info.selfName} needs ${info.peer} (${info.peerName})`,
  );
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
