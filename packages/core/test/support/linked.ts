import {
  defer,
  Message,
  SpError,
  type Deferred,
  type ListeningTransport,
  type ListenRequest,
  type PipeSink,
  type TransportPipe,
} from '@sp/core/transport';

/** One end of a connection. It asks for a pause after every message: the strictest back-pressure there is. */
class LinkedPipe implements TransportPipe, Deferred {
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly #inbox: Message[] = [];
  #other: LinkedPipe = this;
  #sink: PipeSink | undefined = undefined;
  #paused = false;
  #ended = false;
  #over = false;

  constructor(address: string, peer: number) {
    this.peer = peer;
    this.localAddress = this.remoteAddress = address;
  }

  join(other: LinkedPipe): void {
    this.#other = other;
    other.#other = this;
  }

  get unsent(): number {
    return this.#other.#inbox.length;
  }

  attach(sink: PipeSink): void {
    this.#sink = sink;
    defer(this);
  }

  send(message: Message): boolean {
    this.#other.#inbox.push(new Message(message.merged()));
    defer(this.#other);
    return false;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    defer(this);
  }

  end(): void {
    this.#ended = true;
    if (this.unsent === 0) this.close();
  }

  close(): void {
    for (const end of [this, this.#other]) {
      end.#over = true;
      defer(end);
    }
  }

  property(): undefined {
    return undefined;
  }

  run(): void {
    if (this.#over) this.#finish();
    else if (!this.#paused && this.#sink !== undefined) this.#deliver(this.#sink);
  }

  #finish(): void {
    this.#inbox.length = 0;
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.closed();
  }

  #deliver(sink: PipeSink): void {
    const message = this.#inbox.shift();
    if (message === undefined) return;
    sink.message(message);
    if (this.#inbox.length > 0) return;
    if (this.#other.#ended) this.close();
    else this.#other.#sink?.drained();
  }
}

/** A transport within the process, for tests that need two sockets at once. Each call makes a world of its own. */
export function linked(): ListeningTransport<'linked', string> {
  const listeners = new Map<string, ListenRequest<string, object>>();
  return {
    spi: 1,
    schemes: ['linked'],
    dialOptions: {},
    listenOptions: {},
    parse: (url) => url,
    dial: async ({ address, info }) => {
      const listener = listeners.get(address);
      if (listener === undefined) throw new SpError('ERR_SP_CONN_REFUSED', address);
      const [ours, theirs] = [new LinkedPipe(address, info.peer), new LinkedPipe(address, info.self)];
      ours.join(theirs);
      listener.accepted(theirs);
      return ours;
    },
    listen: async (request) => {
      listeners.set(request.address, request);
      return { address: request.address, close: () => void listeners.delete(request.address) };
    },
  };
}
