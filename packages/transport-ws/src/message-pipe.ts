import { RingQueue } from '@sp/core/protocol';
import { defer, Message, type Deferred, type PipeSink, type TransportPipe } from '@sp/core/transport';

/** Deliveries of one deferred run; other work of the process gets its turn between two of them. */
const BURST = 64;

/** What a pipe over WebSocket tells about its connection. */
export interface WsPipeFacts {
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  /** Longest message to accept, header included, in bytes; Infinity for any. */
  readonly maxRecvSize: number;
  /** Further facts by name; undefined for an unknown name. */
  readonly property?: ((name: string) => unknown) | undefined;
}

/** The half of a pipe over WebSocket that Node.js and browsers have in common: delivery, in order, until the end. */
export abstract class MessagePipe implements TransportPipe, Deferred {
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  protected readonly facts: WsPipeFacts;
  protected sink: PipeSink | undefined = undefined;
  protected state: 'open' | 'ending' | 'closed' = 'open';
  /** Bytes that wait for a sink, or for `resume`. */
  protected waitingBytes: number = 0;
  readonly #inbox = new RingQueue<Message>();
  #deferred = false;
  #paused = false;
  /** Nothing more will arrive; what is in the inbox may still wait for delivery. */
  #over = false;
  #reason: Error | undefined = undefined;

  constructor(facts: WsPipeFacts) {
    this.facts = facts;
    this.peer = facts.peer;
    this.localAddress = facts.localAddress;
    this.remoteAddress = facts.remoteAddress;
  }

  abstract get unsent(): number;
  abstract send(message: Message): boolean;
  /** Flushes and says goodbye; the end of the connection follows. */
  protected abstract goodbye(): void;
  /** Ends the connection now. */
  protected abstract hangUp(): void;
  /** Gives back what sending holds. */
  protected abstract release(): void;
  /** Messages have to wait: stops the source, where that is possible. */
  protected abstract stopInput(): void;
  /** Nothing waits any more. */
  protected abstract startInput(): void;

  attach(sink: PipeSink): void {
    this.sink = sink;
    this.#runSoon();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#runSoon();
  }

  end(): void {
    if (this.state !== 'open') return;
    if (this.#over) {
      this.#finish();
      return;
    }
    this.state = 'ending';
    this.#discard();
    this.goodbye();
    this.startInput();
  }

  close(reason?: Error): void {
    if (this.state === 'closed') return;
    this.hangUp();
    this.#reason = reason;
    this.#finish();
  }

  property(name: string): unknown {
    if (name === 'localAddress' || name === 'remoteAddress' || name === 'maxRecvSize') return this.facts[name];
    return this.facts.property?.(name);
  }

  /** What the sink hears without new input comes from here: never from inside of a call that somebody made to a pipe. */
  run(): void {
    this.#deferred = false;
    if (this.state === 'closed') {
      const { sink } = this;
      this.sink = undefined;
      sink?.closed(this.#reason);
    } else {
      this.#deliver();
    }
  }

  /** A message has come in; never called from inside of a call to the pipe. */
  protected arrived(body: Uint8Array | string): void {
    if (this.state !== 'open' || this.#over) return;
    const message = new Message(body);
    if (this.sink !== undefined && !this.#paused && this.#inbox.length === 0) {
      this.sink.message(message);
      return;
    }
    this.#inbox.push(message);
    this.waitingBytes += message.length;
    this.stopInput();
  }

  /** The connection is gone, or no good any more: `closed` follows what arrived before. */
  protected inputOver(reason: Error | undefined): void {
    if (this.#over || this.state === 'closed') return;
    this.#over = true;
    this.#reason = reason;
    this.release();
    if (this.#inbox.length === 0) this.#finish();
    else this.#runSoon();
  }

  #runSoon(): void {
    if (this.#deferred || this.sink === undefined) return;
    this.#deferred = true;
    defer(this);
  }

  #deliver(): void {
    for (let left = BURST; left > 0; left -= 1) {
      // The sink may do anything to the pipe meanwhile.
      if (this.#paused || this.state !== 'open') return;
      const message = this.#inbox.shift();
      if (message === undefined) {
        if (this.#over) this.#finish();
        else this.startInput();
        return;
      }
      this.waitingBytes -= message.length;
      this.sink?.message(message);
    }
    this.#runSoon();
  }

  #discard(): void {
    this.#inbox.clear();
    this.waitingBytes = 0;
  }

  #finish(): void {
    this.state = 'closed';
    this.#discard();
    this.release();
    this.#runSoon();
  }
}
