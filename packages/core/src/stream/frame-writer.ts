/**
 * Turns messages into frames (layout: see frame-reader.ts) and as few writes as possible.
 *
 * ```text
 *   batch    | parts: cut slab | body | cut slab | body | ... | slab: start ... end |
 *              small things are copied to a slab, large bodies stand between two cuts of it
 *   flying   | a batch that the duplex has taken and still holds |
 * ```
 *
 * A batch goes to the duplex when the tick is over or the slab is full. While one is flying, the next collects; when
 * that is full too, the sender has to wait.
 */
import { afterTick } from '../host.ts';
import type { Message } from '../message.ts';
import type { ByteDuplex } from './byte-duplex.ts';
import { abandonSlab, borrowSlab, returnSlab, slabsAreScarce, SLAB_SIZE } from './slab.ts';

const LENGTH_SIZE = 8;

/** Up to here copying beats a write of its own. */
const COPY_LIMIT = 1_024;

/** What has to be copied anyway, because it belongs to the caller, goes to the slab up to this size. */
const BORROWED_COPY_LIMIT = 16_384;

/** Who is told that there is room again. */
export interface FrameWriterOwner {
  /** After a `send` that returned false; never called from inside of a method of the writer. */
  drained(): void;
}

/** The sending half of a stream pipe. It owns no slab while it has nothing to write. */
export class FrameWriter {
  readonly #duplex: ByteDuplex;
  readonly #owner: FrameWriterOwner;
  readonly #prefixByte: number | undefined;
  readonly #headSize: number;
  readonly #flushLater: () => void;
  readonly #written: (error?: Error | null) => void;
  #slab: Uint8Array | undefined = undefined;
  #start = 0;
  #end = 0;
  readonly #parts: Uint8Array[] = [];
  /** Slabs that are full and belong to the batch. */
  readonly #fullSlabs: Uint8Array[] = [];
  readonly #flyingSlabs: Uint8Array[] = [];
  #batchMessages = 0;
  #batchBytes = 0;
  #flyingMessages = 0;
  #flyingBytes = 0;
  /** Writes whose callback is due, those included that the duplex finished at once. */
  #callbacks = 0;
  #scheduled = false;
  #owesDrained = false;

  /** @param prefixByte - the byte before each length, where the mapping has one */
  constructor(duplex: ByteDuplex, owner: FrameWriterOwner, prefixByte?: number) {
    this.#duplex = duplex;
    this.#owner = owner;
    this.#prefixByte = prefixByte;
    this.#headSize = prefixByte === undefined ? LENGTH_SIZE : LENGTH_SIZE + 1;
    this.#flushLater = () => {
      this.#scheduled = false;
      if (this.#flyingMessages === 0) this.flush();
    };
    this.#written = (error) => {
      this.#callbacks -= 1;
      // After an error the duplex may still refer to the slabs; it is about to report the error to the pipe as well.
      if (this.#callbacks === 0 && this.#flyingMessages > 0 && !error) this.#landed();
    };
  }

  /** Messages accepted that are not yet with the operating system. */
  get unsent(): number {
    return this.#batchMessages + this.#flyingMessages;
  }

  /**
   * Takes a message, which is the writer's from here on; a body is only read, and copied if the message is borrowed.
   *
   * @returns false when the next message should wait for `drained`
   */
  send(message: Message): boolean {
    const { header } = message;
    const size = message.size;
    const frameSize = this.#headSize + size;
    const flying = this.#flyingMessages > 0;
    if (!flying && frameSize <= BORROWED_COPY_LIMIT && this.#end + frameSize > SLAB_SIZE) this.flush();
    this.#batchMessages += 1;
    this.#batchBytes += frameSize;
    this.#copyHead(size);
    if (header.length > 0) this.#append(header, COPY_LIMIT);
    if (message.borrowed && message.length > BORROWED_COPY_LIMIT) message.own();
    this.#append(message.body, message.borrowed ? BORROWED_COPY_LIMIT : COPY_LIMIT);
    if (!flying && (this.#batchBytes >= SLAB_SIZE || slabsAreScarce())) this.flush();
    else if (!this.#scheduled) this.#schedule();
    if (this.#flyingMessages === 0) return true;
    this.#owesDrained = this.#batchBytes > SLAB_SIZE - COPY_LIMIT || this.#flyingBytes > SLAB_SIZE;
    return !this.#owesDrained;
  }

  /** Gives the batch to the duplex, behind what may be flying. */
  flush(): void {
    if (this.#batchMessages === 0) return;
    this.#cut();
    const duplex = this.#duplex;
    const parts = this.#parts;
    this.#callbacks += 1;
    const last = parts.length - 1;
    if (last > 0) duplex.cork();
    for (let n = 0; n < last; n++) duplex.write(parts[n] as Uint8Array);
    duplex.write(parts[last] as Uint8Array, this.#written);
    if (last > 0) duplex.uncork();
    parts.length = 0;
    this.#takeOff();
    // Most often the operating system takes everything at once: no need to wait for the callback.
    if (duplex.writableLength === 0) this.#release();
  }

  /** Discards everything; nothing is called afterwards. */
  close(): void {
    for (const slab of this.#fullSlabs) returnSlab(slab);
    if (this.#slab !== undefined) returnSlab(this.#slab);
    // On some systems a write that was broken off may go on reading its memory.
    this.#flyingSlabs.forEach(abandonSlab);
    this.#slab = undefined;
    this.#start = this.#end = 0;
    this.#fullSlabs.length = this.#flyingSlabs.length = this.#parts.length = 0;
    this.#batchMessages = this.#batchBytes = this.#flyingMessages = this.#flyingBytes = 0;
    this.#owesDrained = false;
  }

  #schedule(): void {
    this.#scheduled = true;
    afterTick(this.#flushLater);
  }

  /** The batch becomes the flying one. */
  #takeOff(): void {
    if (this.#slab !== undefined) this.#fullSlabs.push(this.#slab);
    for (const slab of this.#fullSlabs) this.#flyingSlabs.push(slab);
    this.#slab = undefined;
    this.#start = this.#end = 0;
    this.#fullSlabs.length = 0;
    this.#flyingMessages += this.#batchMessages;
    this.#flyingBytes += this.#batchBytes;
    this.#batchMessages = this.#batchBytes = 0;
  }

  /** The duplex needs nothing of what is flying any more. */
  #release(): void {
    for (const slab of this.#flyingSlabs) returnSlab(slab);
    this.#flyingSlabs.length = 0;
    this.#flyingMessages = this.#flyingBytes = 0;
  }

  #landed(): void {
    this.#release();
    this.flush();
    if (!this.#owesDrained) return;
    this.#owesDrained = false;
    this.#owner.drained();
  }

  #copyHead(size: number): void {
    const slab = this.#room(this.#headSize);
    let at = this.#end;
    if (this.#prefixByte !== undefined) {
      slab[at] = this.#prefixByte;
      at += 1;
    }
    const high = Math.floor(size / 2 ** 32);
    slab[at] = high >>> 24;
    slab[at + 1] = high >>> 16;
    slab[at + 2] = high >>> 8;
    slab[at + 3] = high;
    slab[at + 4] = size >>> 24;
    slab[at + 5] = size >>> 16;
    slab[at + 6] = size >>> 8;
    slab[at + 7] = size;
    this.#end = at + LENGTH_SIZE;
  }

  #append(bytes: Uint8Array, copyLimit: number): void {
    if (bytes.length > copyLimit) {
      this.#cut();
      this.#parts.push(bytes);
    } else {
      const slab = this.#room(bytes.length);
      slab.set(bytes, this.#end);
      this.#end += bytes.length;
    }
  }

  /** The slab to copy to, with so many bytes left behind `end`. */
  #room(size: number): Uint8Array {
    if (this.#slab !== undefined && this.#end + size > SLAB_SIZE) {
      this.#cut();
      this.#fullSlabs.push(this.#slab);
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
