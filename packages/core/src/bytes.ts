import { encodeUtf8, unclearedBytes } from './host.ts';

/** Small arrays are cut from blocks of this size: a view costs a fifth of an array with memory of its own. */
const BLOCK_SIZE = 65_536;

/** Longer arrays get memory of their own, so that keeping one does not keep a whole block. */
const SMALL = 1024;

/** Short text is mostly ASCII, which is encoded faster here than by calling the host. */
const SHORT_TEXT = 64;

let block = new ArrayBuffer(BLOCK_SIZE);
let used = 0;

/** A new array that shares no bytes with any other, for a user who overwrites all of it: large ones are not cleared. */
export function allocate(length: number): Uint8Array {
  if (length > SMALL) return unclearedBytes(length);
  if (used + length > BLOCK_SIZE) {
    block = new ArrayBuffer(BLOCK_SIZE);
    used = 0;
  }
  const bytes = new Uint8Array(block, used, length);
  used += length;
  return bytes;
}

/** An independent copy. */
export function copy(bytes: Uint8Array): Uint8Array {
  const copied = allocate(bytes.length);
  copied.set(bytes);
  return copied;
}

/** Text as UTF-8, in a new array. */
export function encodeText(text: string): Uint8Array {
  const { length } = text;
  if (length > SHORT_TEXT) return encodeUtf8(text);
  const bytes = allocate(length);
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return encodeUtf8(text);
    bytes[at] = code;
  }
  return bytes;
}
