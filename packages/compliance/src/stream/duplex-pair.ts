import type { ByteDuplex } from '@sp/core/stream';
import { defer, type Deferred } from '@sp/core/transport';

type Written = (error?: Error | null) => void;
type DuplexEvent = 'data' | 'end' | 'close' | 'error';
type DuplexListener = (value: never) => void;

/** How both ends of a {@link duplexPair} behave; an end can change its own later. */
export interface DuplexSettings {
  /** Bytes on their way that the other end has not read yet; beyond that, writes wait. Default 64 KiB. */
  readonly capacity?: number;
  /** Longest chunk that arrives, in bytes: 1 delivers byte by byte. Default: as written. */
  readonly chunkSize?: number;
  /** Whether an end goes on writing after the other's end, instead of ending too. Default false. */
  readonly allowHalfOpen?: boolean;
}

/** One end of a connection in memory: a {@link ByteDuplex} with handles for a test. */
export class TestDuplex implements ByteDuplex, Deferred {
  capacity: number;
  chunkSize: number;
  allowHalfOpen: boolean;
  /** How often `write` was called. */
  writes = 0;
  paused = false;
  ended = false;
  destroyed = false;
  #other: TestDuplex = this;
  readonly #listeners = new Map<DuplexEvent, Set<DuplexListener>>();
  #outgoing: { rest: Uint8Array; readonly written: Written | undefined }[] = [];
  readonly #sent: Uint8Array[] = [];
  #incoming: Uint8Array[] = [];
  #incomingLength = 0;
  #corks = 0;
  #held = false;
  #scheduled = false;
  /** The other end knows that this one has ended. */
  #endSent = false;
  #endTold = false;
  #closeTold = false;
  #error: Error | undefined = undefined;

  private constructor({ capacity = 65_536, chunkSize = Infinity, allowHalfOpen = false }: DuplexSettings) {
    this.capacity = capacity;
    this.chunkSize = chunkSize;
    this.allowHalfOpen = allowHalfOpen;
  }

  /** @internal */
  static pair(settings: DuplexSettings): [TestDuplex, TestDuplex] {
    const pair: [TestDuplex, TestDuplex] = [new TestDuplex(settings), new TestDuplex(settings)];
    [pair[0].#other, pair[1].#other] = [pair[1], pair[0]];
    return pair;
  }

  get writableLength(): number {
    return this.#outgoing.reduce((sum, { rest }) => sum + rest.length, 0);
  }

  /** Everything that left this end so far. */
  get sentBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#sent.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#sent) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** Lets no written byte leave: what a stalled network does. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#wake();
  }

  /** The connection breaks with this error at this end; the other one sees it end. */
  fail(error: Error): void {
    this.#error = error;
    this.destroy();
  }

  write(bytes: Uint8Array, written?: Written): boolean {
    this.writes += 1;
    this.#outgoing.push({ rest: bytes, written });
    this.#wake();
    return true;
  }

  cork(): void {
    this.#corks += 1;
  }

  uncork(): void {
    this.#corks = Math.max(0, this.#corks - 1);
    this.#wake();
  }

  pause(): this {
    this.paused = true;
    return this;
  }

  resume(): this {
    this.paused = false;
    this.#wake();
    return this;
  }

  end(): this {
    this.ended = true;
    this.#wake();
    return this;
  }

  destroy(): this {
    this.destroyed = true;
    this.ended = true;
    this.#wake();
    return this;
  }

  on(event: 'data', listener: (chunk: Uint8Array) => void): this;
  on(event: 'end' | 'close', listener: () => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: DuplexEvent, listener: DuplexListener): this {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    this.#wake();
    return this;
  }

  off(event: DuplexEvent, listener: DuplexListener): this {
    this.#listeners.get(event)?.delete(listener);
    return this;
  }

  /** All listeners and callbacks are called from here, never from inside of the methods above. */
  run(): void {
    this.#scheduled = false;
    if (!this.destroyed) {
      this.#transmit();
      this.#read();
    }
    const over = this.destroyed || (this.#endTold && this.ended && this.#outgoing.length === 0);
    if (over && !this.#closeTold) this.#tellClose();
    if (this.#closeTold) {
      for (const { written } of this.#outgoing.splice(0)) written?.(new Error('the connection is gone'));
    }
  }

  #transmit(): void {
    const other = this.#other;
    if (other.destroyed && this.#outgoing.length > 0) {
      this.fail(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      return;
    }
    let news = false;
    while (!this.#held && this.#corks === 0) {
      const [next] = this.#outgoing;
      const room = this.capacity - other.#incomingLength;
      if (next === undefined || (room <= 0 && next.rest.length > 0)) break;
      // A copy made now and not before shows a writer that reuses its memory too early.
      const chunk = next.rest.slice(0, room);
      next.rest = next.rest.subarray(chunk.length);
      if (chunk.length > 0) {
        news = true;
        this.#sent.push(chunk);
        other.#incoming.push(new Uint8Array(chunk));
        other.#incomingLength += chunk.length;
      }
      if (next.rest.length > 0) continue;
      this.#outgoing.shift();
      next.written?.();
    }
    if (this.ended && this.#outgoing.length === 0 && !this.#endSent) {
      news = true;
      this.#endSent = true;
    }
    if (news) other.#wake();
  }

  #read(): void {
    while (this.#incoming.length > 0 && !this.paused && !this.destroyed && this.#hasListener('data')) {
      const chunk = (this.#incoming[0] as Uint8Array).subarray(0, this.chunkSize);
      const rest = (this.#incoming[0] as Uint8Array).subarray(chunk.length);
      if (rest.length > 0) this.#incoming[0] = rest;
      else this.#incoming.shift();
      this.#incomingLength -= chunk.length;
      this.#emit('data', chunk);
      this.#other.#wake();
    }
    const other = this.#other;
    const allRead = this.#incoming.length === 0 && (other.destroyed || other.#endSent);
    if (!allRead || this.#endTold || this.paused || this.destroyed || !this.#hasListener('data')) return;
    this.#endTold = true;
    if (!this.allowHalfOpen) this.ended = true;
    this.#emit('end', undefined);
    this.#wake();
  }

  #tellClose(): void {
    this.#closeTold = true;
    this.destroyed = true;
    this.#incoming = [];
    this.#incomingLength = 0;
    if (this.#error !== undefined) this.#emit('error', this.#error);
    this.#emit('close', undefined);
    this.#other.#wake();
  }

  #wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    defer(this);
  }

  #hasListener(event: DuplexEvent): boolean {
    return (this.#listeners.get(event)?.size ?? 0) > 0;
  }

  #emit(event: DuplexEvent, value: unknown): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) (listener as (value: unknown) => void)(value);
  }
}

/** Two ends of a byte stream in memory, for testing what is built on {@link ByteDuplex}. */
export const duplexPair = (settings: DuplexSettings = {}): [TestDuplex, TestDuplex] => TestDuplex.pair(settings);
