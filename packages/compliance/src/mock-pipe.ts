import { defer, Message, type Deferred, type PipeSink, type TransportPipe } from '@sp/core/transport';

/** A message that a socket sent into a mock pipe. */
export interface SentMessage {
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  /** Header and body as they go over the wire. */
  readonly bytes: Uint8Array;
  /** The body as text. */
  readonly text: string;
  /** What the protocol said: the body also goes elsewhere. */
  readonly shared: boolean;
}

/** The peer's end of a connection, in the hands of a test. All of its methods act at once, in the calling stack. */
export class MockPipe {
  /** What reached the peer, oldest first. A test may take entries out. */
  readonly sent: SentMessage[] = [];
  readonly #wire: MockWire;

  /** @internal */
  constructor(wire: MockWire) {
    this.#wire = wire;
  }

  /** The address of the socket's endpoint. */
  get address(): string {
    return this.#wire.localAddress;
  }

  /** The message that the pipe holds back, after {@link MockPipe.hold}. */
  get held(): SentMessage | undefined {
    return this.#wire.held;
  }

  /** The socket has stopped reading from this pipe. */
  get paused(): boolean {
    return this.#wire.paused;
  }

  /** How many delivered messages wait because the socket has paused the pipe. */
  get waiting(): number {
    return this.#wire.inbox.length;
  }

  /** The socket said goodbye: it sends nothing more and ignores what comes. */
  get ended(): boolean {
    return this.#wire.ended;
  }

  /** The connection is gone, whoever ended it. */
  get closed(): boolean {
    return this.#wire.over;
  }

  /** Rules of the transport contract that the socket or its protocol broke on this pipe, in words. */
  get violations(): readonly string[] {
    return this.#wire.violations;
  }

  /** The peer sends one message, given in parts: text or bytes. While the pipe is paused it waits. */
  deliver(...parts: readonly (string | Uint8Array)[]): void {
    const pieces = parts.map((part) => new Message(part).body);
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#wire.inbox.push(bytes);
    this.#wire.flush();
  }

  /** The peer stops reading: the next message is held, `send` says so, and none may follow until the pipe drains. */
  hold(): void {
    this.#wire.holding = true;
  }

  /** The peer reads the held message and goes on holding: it gets one further message at most. */
  take(): SentMessage | undefined {
    const { held } = this.#wire;
    this.#wire.passHeld();
    return held;
  }

  /** The peer reads again: what was held arrives, and everything else does. */
  release(): void {
    this.#wire.holding = false;
    this.#wire.passHeld();
  }

  /** The connection breaks, or ends in good order where there is no reason. A held message is lost. */
  lose(reason?: Error): void {
    this.#wire.finish(reason);
    this.#wire.run();
  }
}

/** The socket's end: the pipe that the mock transport hands over. */
export class MockWire implements TransportPipe, Deferred {
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly hands: MockPipe;
  readonly inbox: Uint8Array[] = [];
  readonly violations: string[] = [];
  held: SentMessage | undefined = undefined;
  holding = false;
  paused = false;
  ended = false;
  over = false;
  #sink: PipeSink | undefined = undefined;
  #attached = false;
  #reason: Error | undefined = undefined;

  constructor(address: string, peer: number) {
    this.peer = peer;
    this.localAddress = address;
    this.remoteAddress = address;
    this.hands = new MockPipe(this);
  }

  get unsent(): number {
    return this.held === undefined ? 0 : 1;
  }

  attach(sink: PipeSink): void {
    if (this.#attached) this.#violated('attach was called twice');
    this.#attached = true;
    this.#sink = sink;
    defer(this);
  }

  send(message: Message, shared: boolean): boolean {
    if (!this.#attached) this.#violated('send was called before attach');
    if (this.ended || this.over) return true;
    const sent = record(message, shared);
    if (!this.holding) {
      this.hands.sent.push(sent);
      return true;
    }
    if (this.held !== undefined) this.#violated('send was called between false and drained');
    else this.held = sent;
    return false;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    defer(this);
  }

  end(): void {
    this.ended = true;
    this.inbox.length = 0;
    if (this.held === undefined) this.finish(undefined);
    defer(this);
  }

  close(reason?: Error): void {
    this.finish(reason);
    defer(this);
  }

  property(name: string): unknown {
    return name === 'localAddress' || name === 'remoteAddress' ? this[name] : undefined;
  }

  /** Tells the sink what calls of the socket brought about: outside of these calls. */
  run(): void {
    this.flush();
    if (!this.over) return;
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.closed(this.#reason);
  }

  flush(): void {
    while (!this.paused && !this.over && this.#sink !== undefined) {
      const bytes = this.inbox.shift();
      if (bytes === undefined) return;
      if (!this.ended) this.#sink.message(new Message(bytes));
    }
  }

  passHeld(): void {
    const { held } = this;
    if (held === undefined || this.over) return;
    this.held = undefined;
    this.hands.sent.push(held);
    if (this.ended) {
      this.finish(undefined);
      this.run();
    } else this.#sink?.drained();
  }

  finish(reason: Error | undefined): void {
    if (this.over) return;
    this.over = true;
    this.#reason = reason;
    this.held = undefined;
    this.inbox.length = 0;
  }

  #violated(what: string): void {
    this.violations.push(what);
  }
}

function record(message: Message, shared: boolean): SentMessage {
  const { header, body } = message.dup();
  return { header, body, bytes: message.merged(), text: message.text(), shared };
}
