import { RingQueue } from '@sp/core/protocol';
import {
  defer,
  Message,
  type Deferred,
  type PipeSink,
  type ProtocolInfo,
  type TransportPipe,
} from '@sp/core/transport';

/** What may wait for a receiver before its sender has to stop: whichever comes first. */
const SLACK_MESSAGES = 128;
const SLACK_BYTES = 65_536;

/** Deliveries in one go; other work of the process gets its turn between two of them. */
const BURST = 64;

/** One end of a connection. Each end keeps what it has yet to deliver; sending puts a message into the other's inbox. */
export class InprocPipe implements TransportPipe, Deferred {
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly #inbox = new RingQueue<Message>();
  #inboxBytes = 0;
  #other: InprocPipe = this;
  #sink: PipeSink | undefined = undefined;
  #scheduled = false;
  #paused = false;
  /** The other end was told to stop sending. */
  #full = false;
  #ended = false;
  #over = false;
  #reason: Error | undefined = undefined;

  private constructor(address: string, peer: number) {
    this.peer = peer;
    this.localAddress = address;
    this.remoteAddress = address;
  }

  /** Both ends of a new connection: the one of the socket with these numbers, and its peer's. */
  static pair(address: string, { self, peer }: ProtocolInfo): [InprocPipe, InprocPipe] {
    const one = new InprocPipe(address, peer);
    const two = new InprocPipe(address, self);
    one.#other = two;
    two.#other = one;
    return [one, two];
  }

  get unsent(): number {
    return this.#other.#inbox.length;
  }

  attach(sink: PipeSink): void {
    this.#sink = sink;
    this.#schedule();
  }

  send(message: Message, shared: boolean): boolean {
    const other = this.#other;
    if (this.#ended || other.#ended) return true;
    // What the receiver gets must be its own: it may write to it, and the sender may reuse what is borrowed.
    const mine = !shared && !message.borrowed && message.header.length === 0;
    const body = mine ? message.body : message.merged();
    other.#inbox.push(new Message(body));
    other.#inboxBytes += body.length;
    if (!other.#scheduled) other.#schedule();
    other.#full = other.#inbox.length >= SLACK_MESSAGES || other.#inboxBytes >= SLACK_BYTES;
    return !other.#full;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#discard();
    if (this.#other.#inbox.length === 0) this.#finish(undefined);
  }

  close(reason?: Error): void {
    this.#finish(reason);
  }

  property(name: string): unknown {
    return name === 'localAddress' || name === 'remoteAddress' ? this[name] : undefined;
  }

  /** Everything that the sink hears comes from here: a task of its own, never a call that somebody made to a pipe. */
  run(): void {
    this.#scheduled = false;
    const sink = this.#sink;
    if (sink === undefined) return;
    if (this.#over) {
      this.#sink = undefined;
      sink.closed(this.#reason);
      return;
    }
    for (let left = BURST; left > 0 && !this.#paused; left -= 1) {
      const message = this.#inbox.shift();
      if (message === undefined) break;
      this.#inboxBytes -= message.length;
      sink.message(message);
    }
    if (this.#full) this.#makeRoom();
    if (this.#inbox.length > 0) this.#schedule();
    else if (this.#other.#ended) this.#finish(undefined);
  }

  /** Asks for the rest only when half of the slack is free, so that messages come in bursts. */
  #makeRoom(): void {
    if (this.#inbox.length > SLACK_MESSAGES / 2 || this.#inboxBytes > SLACK_BYTES / 2) return;
    this.#full = false;
    if (!this.#other.#ended) this.#other.#sink?.drained();
  }

  #schedule(): void {
    if (this.#scheduled || this.#sink === undefined || (this.#paused && !this.#over)) return;
    this.#scheduled = true;
    defer(this);
  }

  #discard(): void {
    this.#inbox.clear();
    this.#inboxBytes = 0;
  }

  /** Ends the connection for both; only the end that was closed has a reason to tell. */
  #finish(reason: Error | undefined): void {
    if (this.#over) return;
    this.#reason = reason;
    for (const end of [this, this.#other]) {
      end.#over = true;
      end.#ended = true;
      end.#discard();
      end.#schedule();
    }
  }
}
