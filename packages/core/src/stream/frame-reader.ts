/**
 * Cuts a byte stream into messages (SP RFC draft for the TCP mapping; the IPC mapping puts a byte 01 first).
 *
 * ```text
 *   TCP, TLS         | length                 | header | body |
 *   IPC       | 01   | 8 bytes, big-endian    | length bytes  |
 * ```
 */
import { unclearedBytes } from '../host.ts';
import { Message } from '../message.ts';
import { readWord } from '../protocol/backtrace.ts';
import { SpError } from '../sp-error.ts';

const LENGTH_SIZE = 8;
const NOTHING = new Uint8Array(0);

/** The first target of a message that does not end in the chunk it began in. */
const FIRST_TARGET = 1_024;

/** How much larger than what has arrived a target may be: growing copies, and a peer may lie about the length. */
const AHEAD = 4;

/** What one array holds in every engine that is supported. */
const LONGEST = 2 ** 32;

/**
 * An incremental parser that is asked for one message after the other, so that its user can stop between any two.
 *
 * A message that lies within one chunk stays there. Any other is copied to one array that grows as bytes arrive,
 * so that a peer pins no more than four times what it sent, whatever length it announced and however small its chunks are.
 */
export class FrameReader {
  /** Why the stream can't be read on: ERR_SP_TOO_LONG or ERR_SP_GARBLED. */
  error: SpError | undefined = undefined;
  readonly #limit: number;
  readonly #prefixByte: number | undefined;
  readonly #headSize: number;
  /** The start of a frame that did not arrive in one piece. */
  readonly #head: Uint8Array;
  #headFilled = 0;
  #chunk: Uint8Array = NOTHING;
  #offset = 0;
  /** Chunks behind the current one, present only while the user does not ask. */
  readonly #waiting: Uint8Array[] = [];
  #target: Uint8Array | undefined = undefined;
  #filled = 0;
  #length = 0;

  /**
   * @param maxRecvSize - longest message, in bytes; Infinity for as long as memory allows
   * @param prefixByte - the byte before each length, where the mapping has one
   */
  constructor(maxRecvSize: number, prefixByte?: number) {
    this.#limit = Math.min(maxRecvSize, LONGEST);
    this.#prefixByte = prefixByte;
    this.#headSize = prefixByte === undefined ? LENGTH_SIZE : LENGTH_SIZE + 1;
    this.#head = new Uint8Array(this.#headSize);
  }

  /** True while there are bytes that `next` has not looked at. */
  get hasInput(): boolean {
    return this.#offset < this.#chunk.length || this.#waiting.length > 0;
  }

  /** True where the stream may end: `next` took everything, and the last frame was whole. */
  get betweenFrames(): boolean {
    return !this.hasInput && this.#headFilled === 0 && this.#target === undefined;
  }

  /** Adds bytes that have arrived; the reader hands out parts of them and never changes them. */
  feed(chunk: Uint8Array): void {
    if (this.hasInput) {
      this.#waiting.push(chunk);
    } else {
      this.#chunk = chunk;
      this.#offset = 0;
    }
  }

  /** The next whole message, the caller's to keep, or undefined: it needs more bytes, or there is an {@link error}. */
  next(): Message | undefined {
    if (this.error !== undefined) return undefined;
    do {
      if (this.#target !== undefined || this.#readHead()) {
        const message = this.#readBody();
        if (message !== undefined) return message;
      }
    } while (this.#nextChunk());
    return undefined;
  }

  /** Forgets everything that has arrived. */
  clear(): void {
    this.#chunk = NOTHING;
    this.#offset = 0;
    this.#headFilled = 0;
    this.#waiting.length = 0;
    this.#target = undefined;
  }

  #nextChunk(): boolean {
    if (this.error !== undefined) return false;
    const chunk = this.#waiting.shift();
    this.#chunk = chunk ?? NOTHING;
    this.#offset = 0;
    return chunk !== undefined;
  }

  /** Reads length and prefix and checks them; true when a body may follow. */
  #readHead(): boolean {
    const chunk = this.#chunk;
    const size = this.#headSize;
    if (this.#headFilled === 0 && chunk.length - this.#offset >= size) {
      const at = this.#offset;
      this.#offset += size;
      return this.#checkHead(chunk, at);
    }
    while (this.#offset < chunk.length && this.#headFilled < size) {
      this.#head[this.#headFilled] = chunk[this.#offset] as number;
      this.#headFilled += 1;
      this.#offset += 1;
    }
    if (this.#headFilled < size) return false;
    this.#headFilled = 0;
    return this.#checkHead(this.#head, 0);
  }

  #checkHead(bytes: Uint8Array, at: number): boolean {
    const prefix = this.#prefixByte;
    if (prefix !== undefined && bytes[at] !== prefix) {
      this.error = new SpError('ERR_SP_GARBLED', `a message of type ${bytes[at] ?? 0}, not ${prefix}`);
      return false;
    }
    const start = prefix === undefined ? at : at + 1;
    const high = readWord(bytes, start);
    const low = readWord(bytes, start + 4);
    const length = high === 0 ? low : high * 2 ** 32 + low;
    if (length > this.#limit) {
      this.error = new SpError('ERR_SP_TOO_LONG', `${length} bytes announced, ${this.#limit} allowed`);
      return false;
    }
    this.#length = length;
    return true;
  }

  #readBody(): Message | undefined {
    const chunk = this.#chunk;
    const length = this.#length;
    const arrived = chunk.length - this.#offset;
    if (this.#target === undefined) {
      if (arrived >= length) {
        const at = this.#offset;
        this.#offset = at + length;
        // A message within the chunk keeps all of it alive, which nothing is not worth.
        return length === 0 ? new Message() : Message.within(chunk, at, length);
      }
      this.#filled = 0;
      this.#target = this.#grown(NOTHING, Math.max(FIRST_TARGET, AHEAD * arrived));
    }
    const take = Math.min(arrived, length - this.#filled);
    let target = this.#target;
    if (target !== undefined && this.#filled + take > target.length) {
      target = this.#target = this.#grown(target, AHEAD * (this.#filled + take));
    }
    if (target === undefined) return undefined;
    target.set(chunk.subarray(this.#offset, this.#offset + take), this.#filled);
    this.#offset += take;
    this.#filled += take;
    if (this.#filled < length) return undefined;
    this.#target = undefined;
    return Message.within(target, 0, length);
  }

  #grown(old: Uint8Array, size: number): Uint8Array | undefined {
    try {
      const target = unclearedBytes(Math.min(this.#length, size));
      target.set(old.subarray(0, this.#filled));
      return target;
    } catch (cause) {
      this.error = new SpError('ERR_SP_TOO_LONG', `${this.#length} bytes do not fit in memory`, { cause });
      return undefined;
    }
  }
}
