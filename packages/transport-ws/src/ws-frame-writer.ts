/**
 * Turns messages into binary frames and as few writes as possible (RFC 6455, 5.2).
 *
 * ```text
 *   byte 0   82 whole message | 02 first of several frames | 00 in between | 80 last
 *   byte 1   length up to 125, or 126 and 2 bytes, or 127 and 8 bytes; plus 80 where masked
 *            masking key of 4 bytes, from clients only
 *            payload
 * ```
 *
 * A batch goes to the socket when the tick is over or enough has come together. While one is on its way the next
 * collects; when that is full too, the sender has to wait.
 */
import type { Duplex } from 'node:stream';
import type { Message } from '@sp/core/transport';
import { applyMask, nextMask } from './mask.ts';
import { abandonSlab, borrowSlab, returnSlab, SLAB_SIZE, slabsAreScarce } from './slab-pool.ts';

/** NNG refuses longer frames, whatever its limit for messages. */
export const MAX_FRAME = 1_048_576;

/** A batch of small messages is at most so long; one that is longer leaves no room for a second. */
const MOST_FLYING = 2 * SLAB_SIZE;

const HEAD_SIZE = 14;

/** Up to here copying beats a write of its own. */
const COPY_LIMIT = 1_024;

/** What has to be copied anyway, to be masked or because it belongs to the caller, goes to the slab up to this size. */
const SLAB_COPY_LIMIT = 16_384;

const EMPTY = new Uint8Array(0);

/** The sending half of a pipe. It holds no slab while it has nothing to write. */
export class WsFrameWriter {
  readonly #socket: Duplex;
  readonly #masked: boolean;
  readonly #drained: () => void;
  readonly #isOpen: () => boolean;
  readonly #parts: Uint8Array[] = [];
  readonly #slabs: Buffer[] = [];
  readonly #flyingSlabs: Buffer[] = [];
  #slab: Buffer | undefined = undefined;
  #start = 0;
  #end = 0;
  #messages = 0;
  #bytes = 0;
  #flyingMessages = 0;
  #flyingBytes = 0;
  #writes = 0;
  #scheduled = false;
  #owesDrained = false;
  #afterwards: (() => void) | undefined = undefined;

  /**
   * @param masked - as frames of clients are
   * @param isOpen - false once a close frame was sent: nothing may follow that
   * @param drained - called after a `send` that returned false, never from inside of a method
   */
  constructor(socket: Duplex, masked: boolean, isOpen: () => boolean, drained: () => void) {
    this.#socket = socket;
    this.#masked = masked;
    this.#isOpen = isOpen;
    this.#drained = drained;
  }

  /** Messages accepted that are not yet with the operating system. */
  get unsent(): number {
    return this.#messages + this.#flyingMessages;
  }

  /** @returns false when the next message should wait for `drained` */
  send(message: Message): boolean {
    const { header, size } = message;
    const copied = this.#masked || message.borrowed ? SLAB_COPY_LIMIT : COPY_LIMIT;
    if (size <= copied) this.#copy(header, message);
    else this.#refer(message);
    this.#messages += 1;
    this.#bytes += size + HEAD_SIZE;
    const flying = this.#flyingMessages > 0;
    if (!flying && (this.#bytes >= SLAB_SIZE || slabsAreScarce())) this.flush();
    else this.#schedule();
    if (this.#flyingMessages === 0) return true;
    this.#owesDrained = this.#bytes > SLAB_SIZE - COPY_LIMIT || this.#flyingBytes > MOST_FLYING;
    return !this.#owesDrained;
  }

  /** Gives the batch to the socket. */
  flush(): void {
    if (this.#messages === 0) return;
    if (!this.#isOpen()) {
      this.close();
      return;
    }
    this.#cut();
    const socket = this.#socket;
    const last = this.#parts.pop() as Uint8Array;
    this.#writes += 1;
    if (this.#parts.length > 0) {
      socket.cork();
      for (const part of this.#parts) socket.write(part);
    }
    socket.write(last, this.#written);
    if (this.#parts.length > 0) socket.uncork();
    this.#parts.length = 0;
    if (this.#slab !== undefined) this.#slabs.push(this.#slab);
    this.#slab = undefined;
    this.#flyingSlabs.push(...this.#slabs.splice(0));
    this.#flyingMessages += this.#messages;
    this.#flyingBytes += this.#bytes;
    this.#messages = this.#bytes = 0;
    // Most often the operating system takes everything at once: no need to wait for the callback.
    if (socket.writableLength === 0) this.#release();
  }

  /** Flushes, and calls `afterwards` when the operating system has everything. */
  end(afterwards: () => void): void {
    this.flush();
    if (this.#flyingMessages === 0) afterwards();
    else this.#afterwards = afterwards;
  }

  /** Discards everything; nothing is called afterwards. */
  close(): void {
    for (const slab of this.#slabs) returnSlab(slab);
    if (this.#slab !== undefined) returnSlab(this.#slab);
    this.#slab = undefined;
    // On some systems a write that was broken off may go on reading its memory.
    this.#flyingSlabs.forEach(abandonSlab);
    this.#slabs.length = this.#flyingSlabs.length = this.#parts.length = 0;
    this.#messages = this.#bytes = this.#flyingMessages = this.#flyingBytes = 0;
    this.#owesDrained = false;
    this.#afterwards = undefined;
  }

  readonly #flushLater = (): void => {
    this.#scheduled = false;
    if (this.#flyingMessages === 0) this.flush();
  };

  readonly #written = (error?: Error | null): void => {
    this.#writes -= 1;
    // After an error the socket is about to tell the pipe.
    if (this.#writes > 0 || this.#flyingMessages === 0 || error) return;
    this.#release();
    this.flush();
    const owed = this.#owesDrained;
    this.#owesDrained = false;
    if (this.#flyingMessages === 0) this.#afterwards?.();
    if (owed) this.#drained();
  };

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(this.#flushLater);
  }

  #release(): void {
    for (const slab of this.#flyingSlabs) returnSlab(slab);
    this.#flyingSlabs.length = 0;
    this.#flyingMessages = this.#flyingBytes = 0;
  }

  /** One frame, wholly in the slab. */
  #copy(header: Uint8Array, message: Message): void {
    const { size, length } = message;
    const slab = this.#room(HEAD_SIZE + size);
    const mask = this.#head(slab, size, 0x82);
    const payload = this.#end;
    if (header.length > 0) slab.set(header, payload);
    if (length > 0) slab.set(message.body, payload + header.length);
    this.#end += size;
    if (this.#masked) applyMask(slab, payload, this.#end, mask);
  }

  /** Frames whose payload stays where it is, or is copied into memory of its own to be masked. */
  #refer(message: Message): void {
    if (!this.#masked) message.own();
    const copied = this.#masked || message.header.length > COPY_LIMIT;
    const header = copied ? EMPTY : message.header;
    const body = copied ? joined(message) : message.body;
    const { size } = message;
    for (let at = 0; at < size; at += MAX_FRAME) {
      const end = Math.min(size, at + MAX_FRAME);
      const slab = this.#room(HEAD_SIZE + header.length);
      const mask = this.#head(slab, end - at, (at === 0 ? 0x02 : 0x00) | (end === size ? 0x80 : 0x00));
      if (at === 0) {
        slab.set(header, this.#end);
        this.#end += header.length;
      }
      this.#cut();
      const payload = body.subarray(Math.max(0, at - header.length), end - header.length);
      if (this.#masked) applyMask(payload, 0, payload.length, mask);
      this.#parts.push(payload);
    }
  }

  #head(slab: Buffer, length: number, opcode: number): number {
    const masked = this.#masked ? 0x80 : 0x00;
    let at = this.#end;
    slab[at++] = opcode;
    if (length < 126) {
      slab[at++] = masked | length;
    } else if (length < 65_536) {
      slab[at++] = masked | 126;
      slab[at++] = length >>> 8;
      slab[at++] = length;
    } else {
      slab[at++] = masked | 127;
      slab.writeUInt32BE(0, at);
      slab.writeUInt32BE(length, at + 4);
      at += 8;
    }
    let mask = 0;
    if (this.#masked) {
      mask = nextMask();
      slab[at++] = mask;
      slab[at++] = mask >>> 8;
      slab[at++] = mask >>> 16;
      slab[at++] = mask >>> 24;
    }
    this.#end = at;
    return mask;
  }

  /** The slab to write to, with so many bytes left behind `end`. */
  #room(size: number): Buffer {
    if (this.#slab !== undefined && this.#end + size > SLAB_SIZE) {
      this.#cut();
      this.#slabs.push(this.#slab);
      this.#slab = undefined;
    }
    if (this.#slab === undefined) {
      this.#slab = borrowSlab();
      this.#start = this.#end = 0;
    }
    return this.#slab;
  }

  /** Closes the part of the slab that is written, so that something else may follow it. */
  #cut(): void {
    if (this.#slab === undefined || this.#start === this.#end) return;
    this.#parts.push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}

/** Header and body in new memory, since what a `shared` message refers to is not ours to mask. */
function joined({ header, body, size }: Message): Uint8Array {
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
  bytes.set(header);
  bytes.set(body, header.length);
  return bytes;
}
