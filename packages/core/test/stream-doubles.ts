import type { Message } from '@sp/core/transport';
import { type PipeSink, type ProtocolInfo, type TransportPipe } from '@sp/core/transport';
import { openStreamPipe, type ByteDuplex, type StreamPipeInit } from '@sp/core/stream';
import { duplexPair, ManualClock, settled, type DuplexSettings, type TestDuplex } from '@sp/compliance';

export const push: ProtocolInfo = { self: 0x50, peer: 0x51, selfName: 'push', peerName: 'pull' };
export const pull: ProtocolInfo = { self: 0x51, peer: 0x50, selfName: 'pull', peerName: 'push' };

/** Literal bytes: `bytes('00 53 50')`. */
export const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.trim().split(/\s+/), (pair) => parseInt(pair, 16));
export const hex = (data: Uint8Array): string =>
  Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Bytes that tell their position, so that a mix-up shows. */
export const pattern = (length: number, seed: number = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, n) => (n * 7 + (n >> 8) + seed) & 0xff);

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** A frame put together the long way round, independent of the code under test. */
export const frame = (body: Uint8Array, prefix: readonly number[] = []): Uint8Array => {
  const head = new DataView(new ArrayBuffer(8));
  head.setBigUint64(0, BigInt(body.length));
  return concat(Uint8Array.from(prefix), new Uint8Array(head.buffer), body);
};

/** Takes down what a pipe says, in order. */
export class RecordingSink implements PipeSink {
  readonly log: string[] = [];
  readonly messages: Message[] = [];
  reason: Error | undefined = undefined;
  onMessage: ((message: Message) => void) | undefined = undefined;
  onDrained: (() => void) | undefined = undefined;

  get texts(): string[] {
    return this.messages.map((message) => message.text());
  }

  get closes(): number {
    return this.log.filter((entry) => entry === 'closed').length;
  }

  message(message: Message): void {
    this.log.push('message');
    this.messages.push(message);
    this.onMessage?.(message);
  }

  drained(): void {
    this.log.push('drained');
    this.onDrained?.();
  }

  closed(reason?: Error): void {
    this.log.push('closed');
    this.reason = reason;
  }
}

/** A duplex that takes down what it is told, and finishes writes when the test says so. */
export class RecordingDuplex implements ByteDuplex {
  /** The arrays given to `write`, themselves. */
  readonly given: Uint8Array[] = [];
  /** What they held when the operating system took them. */
  readonly written: Uint8Array[] = [];
  readonly calls: string[] = [];
  /** False: every write is finished at once, as it is while the operating system has room. */
  stalled = false;
  writableLength = 0;
  readonly #waiting: ((error?: Error | null) => void)[] = [];

  write(data: Uint8Array, done?: (error?: Error | null) => void): void {
    this.calls.push('write');
    this.given.push(data);
    this.writableLength += data.length;
    if (done !== undefined) this.#waiting.push(done);
    if (this.stalled) return;
    this.#take();
    queueMicrotask(this.#told());
  }

  /** Everything written so far reaches the operating system, or fails to. */
  release(error?: Error): void {
    this.stalled = false;
    this.#take();
    this.#told(error)();
  }

  #take(): void {
    for (const data of this.given.slice(this.written.length)) this.written.push(new Uint8Array(data));
    this.writableLength = 0;
  }

  /** Tells those whose writes are done by now. */
  #told(error?: Error): () => void {
    const told = this.#waiting.splice(0);
    return () => {
      for (const done of told) done(error);
    };
  }

  cork(): void {
    this.calls.push('cork');
  }
  uncork(): void {
    this.calls.push('uncork');
  }
  pause(): void {
    this.calls.push('pause');
  }
  resume(): void {
    this.calls.push('resume');
  }
  end(): void {
    this.calls.push('end');
  }
  destroy(): void {
    this.calls.push('destroy');
  }
  on(): void {}
  off(): void {}
}

const pairs: TestDuplex[][] = [];

/** Two ends of a stream; the far one does nothing on its own. {@link closePairs} is for after each test. */
export function newPair(settings?: DuplexSettings): [near: TestDuplex, far: TestDuplex] {
  const [near, far] = duplexPair(settings);
  pairs.push([near, far]);
  far.on('data', () => {});
  far.on('error', () => {});
  return [near, far];
}

export async function closePairs(): Promise<void> {
  for (const end of pairs.splice(0).flat()) end.destroy();
  await settled();
}

/** An open pipe of protocol PULL with its sink attached, and the bare stream of its peer. */
export interface Opened {
  readonly pipe: TransportPipe;
  readonly sink: RecordingSink;
  readonly near: TestDuplex;
  readonly far: TestDuplex;
  readonly clock: ManualClock;
  /** What the peer received after our handshake. */
  readonly received: () => Uint8Array;
}

export const initOf = (more: Partial<StreamPipeInit> = {}): StreamPipeInit => ({
  info: pull,
  clock: new ManualClock(),
  maxRecvSize: 1_000_000,
  localAddress: 'near',
  remoteAddress: 'far',
  ...more,
});

export async function openPipe(more: Partial<StreamPipeInit> = {}, settings?: DuplexSettings): Promise<Opened> {
  const [near, far] = newPair(settings);
  const clock = new ManualClock();
  const opening = openStreamPipe(near, initOf({ clock, ...more }));
  let all = new Uint8Array(0) as Uint8Array;
  far.on('data', (chunk) => {
    all = concat(all, chunk);
  });
  far.write(bytes('00 53 50 00 00 50 00 00'));
  const pipe = await opening;
  const sink = new RecordingSink();
  pipe.attach(sink);
  await settled();
  return { pipe, sink, near, far, clock, received: () => all.slice(8) };
}
