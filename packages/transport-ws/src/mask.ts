import { randomFillSync } from 'node:crypto';

const POOL_SIZE = 8_192;

/** From so many bytes on it pays to make a view for whole words. */
const WORDS_FROM = 64;

let pool: Buffer | undefined;
let used = POOL_SIZE;

/** A new masking key in the byte order of memory; keys must not be predictable (RFC 6455, 10.3). */
export function nextMask(): number {
  pool ??= Buffer.allocUnsafeSlow(POOL_SIZE);
  if (used === POOL_SIZE) {
    randomFillSync(pool);
    used = 0;
  }
  const mask = pool.readInt32LE(used);
  used += 4;
  return mask;
}

/**
 * Masks or unmasks bytes where they are.
 *
 * @param mask - the key, its first byte lowest
 */
export function applyMask(bytes: Uint8Array, start: number, end: number, mask: number): void {
  let at = start;
  const offset = bytes.byteOffset + start;
  if (end - start >= WORDS_FROM && offset % 4 === 0 && littleEndian) {
    const words = new Int32Array(bytes.buffer, offset, (end - start) >> 2);
    for (let n = 0; n < words.length; n += 1) words[n] = (words[n] as number) ^ mask;
    at += words.length * 4;
  }
  for (let n = 0; at < end; at += 1, n += 8) bytes[at] = (bytes[at] as number) ^ (mask >>> (n & 24));
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
