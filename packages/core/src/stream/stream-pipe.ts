import type { Message } from '../message.ts';
import { defer, type Deferred } from '../run-queue.ts';
import { SpError } from '../sp-error.ts';
import { fromSystemError } from '../transport/system-error.ts';
import type { PipeSink, TransportPipe } from '../transport/transport.ts';
import type { ByteDuplex } from './byte-duplex.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';

/** Deliveries of one deferred run; other work of the process gets its turn between two of them. */
const BURST = 64;

/** What a stream pipe tells about its connection. */
export interface StreamPipeFacts {
  /** Our end, in the transport's own notation. */
  readonly localAddress: string;
  /** The peer's end; equals the `localAddress` that the peer sees. */
  readonly remoteAddress: string;
  /** Longest message to accept, header included, in bytes; Infinity for any. */
  readonly maxRecvSize: number;
  /** The byte before each length, where the mapping has one: 1 for IPC. */
  readonly prefixByte?: number | undefined;
  /** Further facts by name, asked when the pipe itself has no answer; undefined for an unknown name. */
  readonly property?: ((name: string) => unknown) | undefined;
}

/** A connection over a byte stream whose handshake is done. */
export class StreamPipe implements TransportPipe, Deferred {
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly #facts: StreamPipeFacts;
  readonly #duplex: ByteDuplex;
  readonly #reader: FrameReader;
  readonly #writer: FrameWriter;
  #sink: PipeSink | undefined = undefined;
  #state: 'open' | 'ending' | 'closed' = 'open';
  #reason: Error | undefined = undefined;
  #deferred = false;
  #paused = false;
  /** We told the duplex to stop reading. */
  #stopped = false;
  /** The peer sends no more; what it sent may still wait for delivery. */
  #peerEnded = false;

  /** @param rest - what arrived behind the handshake */
  constructor(duplex: ByteDuplex, peer: number, facts: StreamPipeFacts, rest: Uint8Array) {
    this.peer = peer;
    this.localAddress = facts.localAddress;
    this.remoteAddress = facts.remoteAddress;
    this.#facts = facts;
    this.#duplex = duplex;
    this.#reader = new FrameReader(facts.maxRecvSize, facts.prefixByte);
    this.#writer = new FrameWriter(
      duplex,
      {
        drained: () => {
          this.#drained();
        },
      },
      facts.prefixByte,
    );
    if (rest.length > 0) this.#reader.feed(rest);
    duplex.on('data', (chunk) => {
      this.#received(chunk);
    });
    duplex.on('end', () => {
      this.#peerEnd();
    });
    duplex.on('error', (error) => {
      this.#finish(fromSystemError(error));
    });
    duplex.on('close', () => {
      // A stream may close itself behind the peer's end, before the last messages are delivered.
      if (!this.#peerEnded) this.#finish(undefined);
    });
  }

  get unsent(): number {
    return this.#writer.unsent;
  }

  attach(sink: PipeSink): void {
    this.#sink = sink;
    this.#runSoon();
  }

  /** The body of a shared message is only read, so no difference has to be made. */
  send(message: Message): boolean {
    if (this.#state !== 'open' || this.#peerEnded) return false;
    return this.#writer.send(message);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#stopped || this.#peerEnded || this.#reader.hasInput) this.#runSoon();
  }

  end(): void {
    if (this.#state !== 'open') return;
    if (this.#peerEnded) {
      this.#finish(undefined);
      return;
    }
    this.#state = 'ending';
    this.#reader.clear();
    this.#writer.flush();
    this.#duplex.end();
    if (this.#stopped) this.#duplex.resume();
  }

  close(reason?: Error): void {
    this.#finish(reason);
  }

  property(name: string): unknown {
    if (name === 'localAddress' || name === 'remoteAddress' || name === 'maxRecvSize') return this.#facts[name];
    return this.#facts.property?.(name);
  }

  /** What the sink hears without new input comes from here: never from inside of a call that somebody made to a pipe. */
  run(): void {
    this.#deferred = false;
    if (this.#state === 'closed') {
      const sink = this.#sink;
      this.#sink = undefined;
      sink?.closed(this.#reason);
    } else if (this.#deliver(BURST)) {
      this.#runSoon();
    }
  }

  #runSoon(): void {
    if (this.#deferred || this.#sink === undefined) return;
    this.#deferred = true;
    defer(this);
  }

  #drained(): void {
    if (this.#state === 'open') this.#sink?.drained();
  }

  #received(chunk: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#reader.feed(chunk);
    if (this.#sink !== undefined && !this.#paused) this.#deliver(Infinity);
    else this.#stop();
  }

  #stop(): void {
    this.#stopped = true;
    this.#duplex.pause();
  }

  #peerEnd(): void {
    this.#peerEnded = true;
    if (!this.#reader.hasInput) this.#inputOver();
  }

  /** Delivers up to `limit` messages; true where there may be more to deliver at once. */
  #deliver(limit: number): boolean {
    const sink = this.#sink;
    const reader = this.#reader;
    for (let left = limit; left > 0; left -= 1) {
      // The sink may do anything to the pipe meanwhile.
      if (sink === undefined || this.#paused || this.#state !== 'open') return false;
      const message = reader.next();
      if (message === undefined) {
        this.#starved();
        return false;
      }
      sink.message(message);
    }
    return true;
  }

  #starved(): void {
    if (this.#reader.error !== undefined) {
      this.#finish(this.#reader.error);
    } else if (this.#peerEnded) {
      this.#inputOver();
    } else if (this.#stopped) {
      this.#stopped = false;
      this.#duplex.resume();
    }
  }

  #inputOver(): void {
    const whole = this.#reader.betweenFrames;
    this.#finish(whole ? undefined : new SpError('ERR_SP_EOF', 'the peer hung up inside of a message'));
  }

  #finish(reason: Error | undefined): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#reason = reason;
    this.#writer.close();
    this.#reader.clear();
    this.#duplex.destroy();
    this.#runSoon();
  }
}
