import { allocate } from '../bytes.ts';

/**
 * The backtrace of REQ/REP and SURVEYOR/RESPONDENT (SP RFC drafts for request/reply and survey): a stack of big-endian
 * 32-bit words in front of the body.
 *
 * | Word            | Top bit | Meaning                                                        |
 * | --------------- | ------- | -------------------------------------------------------------- |
 * | 0 .. n-2        | 0       | ids of the pipes that forwarding nodes received it from, newest first |
 * | n-1             | 1       | id of the request or survey                                    |
 * | rest            |         | body                                                           |
 */

/**
 * Length of the backtrace at `start` of `bytes`, in bytes, its terminating id included; nothing from `end` on counts.
 * @param maxWords - longest backtrace to accept: the TTL where one applies
 * @returns 0 where there is no terminator within `maxWords` words; a backtrace is never empty
 */
export function backtraceLength(bytes: Uint8Array, maxWords: number, start = 0, end: number = bytes.length): number {
  const last = Math.min(end - 4, start + maxWords * 4 - 4);
  for (let at = start; at <= last; at += 4) if (((bytes[at] as number) & 0x80) !== 0) return at + 4 - start;
  return 0;
}

/** The big-endian word at `at`, unsigned. */
export function readWord(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Writes a big-endian word at `at`. */
export function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/** A word as four bytes of its own. */
export function wordBytes(word: number): Uint8Array {
  const bytes = allocate(4);
  writeWord(bytes, 0, word);
  return bytes;
}

/** The part of `bytes` from `from` on, without copying. */
export const rest = (bytes: Uint8Array, from: number): Uint8Array => part(bytes, from, bytes.length - from);

/** A part of `bytes`, without copying. */
export const part = (bytes: Uint8Array, start: number, length: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + start, length);
