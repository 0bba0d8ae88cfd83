import { RingQueue } from '@sp/core/protocol';
import {
  defer,
  maxRecvSize,
  Message,
  SpError,
  type Deferred,
  type DialRequest,
  type ListeningTransport,
  type ListenRequest,
  type PipeSink,
  type TransportListener,
  type TransportPipe,
} from '@sp/core/transport';

interface SizeOption {
  maxRecvSize: number;
}

/** Ways in which the tiny transport can be broken. */
export type TransportFault =
  | 'accepts any scheme'
  | 'answers every property'
  | 'any size is an option'
  | 'bad default'
  | 'calls from inside'
  | 'close waits for the reader'
  | 'closed for every close'
  | 'closed twice'
  | 'drops empty messages'
  | 'drops what comes before attach'
  | 'ends without flushing'
  | 'gives no address'
  | 'hands borrowed bodies on'
  | 'hands shared bodies on'
  | 'hangs where nobody listens'
  | 'ignores abort'
  | 'ignores pause in a burst'
  | 'ignores the protocol'
  | 'keeps the address'
  | 'keeps the header apart'
  | 'keeps the limit of listen'
  | 'loses every 500th message'
  | 'never refuses'
  | 'no limit'
  | 'one connection for all'
  | 'starves the event loop'
  | 'steals addresses'
  | 'succeeds where nobody listens'
  | 'tells the wrong peer'
  | 'throws from send'
  | 'truncates'
  | 'wrong version'
  | 'wipes shared bodies';

const SLACK = 100;
const BURST = 64;

class TinyPipe implements TransportPipe, Deferred {
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly #fault: TransportFault | undefined;
  readonly #limit: number;
  readonly #inbox = new RingQueue<Message>();
  other: TinyPipe = this;
  #sink: PipeSink | undefined = undefined;
  #paused = false;
  #full = false;
  #ended = false;
  #over = false;
  #told = false;
  #reason: Error | undefined = undefined;
  #count = 0;

  constructor(fault: TransportFault | undefined, peer: number, local: string, remote: string, limit: number) {
    this.#fault = fault;
    this.peer = peer;
    this.localAddress = fault === 'gives no address' ? '' : local;
    this.remoteAddress = fault === 'gives no address' ? '' : remote;
    this.#limit = limit;
  }

  get unsent(): number {
    return this.other.#inbox.length;
  }

  attach(sink: PipeSink): void {
    if (this.#fault === 'drops what comes before attach') this.#inbox.clear();
    this.#sink = sink;
    this.#soon();
  }

  send(message: Message, shared: boolean): boolean {
    const fault = this.#fault;
    if (this.#over && fault === 'throws from send') throw new Error('closed');
    if (this.#ended || this.other.#ended) return true;
    this.#count += 1;
    if (fault === 'loses every 500th message' && this.#count % 500 === 0) return true;
    if (fault === 'drops empty messages' && message.size === 0) return true;
    const { other } = this;
    if (message.size > other.#limit && fault !== 'no limit') {
      other.#finish(new SpError('ERR_SP_TOO_LONG'));
      return true;
    }
    other.#inbox.push(this.#copy(message, shared));
    if (fault === 'calls from inside') other.run();
    else other.#soon();
    other.#full = other.#inbox.length >= SLACK && fault !== 'never refuses';
    return !other.#full;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#soon();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#inbox.clear();
    if (this.#fault === 'ends without flushing') this.other.#inbox.clear();
    if (this.other.#inbox.length === 0) this.#finish(undefined);
  }

  close(reason?: Error): void {
    if (this.#fault === 'close waits for the reader' && this.other.#inbox.length > 0) return;
    if (this.#fault === 'closed for every close') this.#told = false;
    this.#finish(reason);
    this.#soon();
  }

  property(name: string): unknown {
    return this.#fault === 'answers every property' ? name : undefined;
  }

  run(): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    for (let left = BURST; left > 0 && (!this.#paused || this.#fault === 'ignores pause in a burst'); left -= 1) {
      const message = this.#inbox.shift();
      if (message === undefined) break;
      sink.message(message);
    }
    if (this.#full && this.#inbox.length === 0) {
      this.#full = false;
      this.other.#sink?.drained();
    }
    if (this.#inbox.length > 0) {
      if (!this.#paused) this.#soon();
    } else if (this.other.#ended) this.#finish(undefined);
    if (!this.#over || this.#told) return;
    this.#told = true;
    sink.closed(this.#reason);
    if (this.#fault === 'closed twice') sink.closed(this.#reason);
  }

  #copy(message: Message, shared: boolean): Message {
    const fault = this.#fault;
    const { header, body } = message;
    if (fault === 'keeps the header apart') return new Message(body.slice(), header.slice());
    if (fault === 'hands shared bodies on' && shared) return new Message(body);
    if (fault === 'hands borrowed bodies on' && message.borrowed) return new Message(body);
    const bytes = message.merged();
    if (fault === 'wipes shared bodies' && shared) body.fill(0);
    return new Message(fault === 'truncates' ? bytes.subarray(0, 100_000) : bytes);
  }

  #soon(): void {
    if (this.#fault === 'starves the event loop') queueMicrotask(() => this.run());
    else defer(this);
  }

  #finish(reason: Error | undefined): void {
    if (this.#over) return;
    this.#reason = reason;
    for (const end of [this, this.other]) {
      end.#over = true;
      end.#ended = true;
      end.#inbox.clear();
      end.#soon();
    }
  }
}

/** An in-memory transport with a receive limit; with a fault, one that breaks a rule. */
export class TinyTransport implements ListeningTransport<'tiny', string, SizeOption, SizeOption> {
  readonly spi: 1;
  readonly schemes: readonly 'tiny'[] = ['tiny'];
  readonly dialOptions: { maxRecvSize: typeof maxRecvSize };
  readonly listenOptions: { maxRecvSize: typeof maxRecvSize };
  readonly #fault: TransportFault | undefined;
  readonly #listeners = new Map<string, ListenRequest<string, SizeOption>>();
  #only: [TinyPipe, TinyPipe] | undefined = undefined;
  #dials = 0;

  constructor(fault?: TransportFault) {
    this.#fault = fault;
    this.spi = (fault === 'wrong version' ? 2 : 1) as 1;
    const size = { ...maxRecvSize };
    if (fault === 'bad default') size.default = -1;
    if (fault === 'any size is an option') size.check = () => true;
    this.dialOptions = { maxRecvSize: size };
    this.listenOptions = { maxRecvSize: size };
  }

  parse(url: string): string {
    if (url.startsWith('tiny://') || this.#fault === 'accepts any scheme') return url;
    throw new SpError('ERR_SP_BAD_TRAN', url);
  }

  async dial(request: DialRequest<string, SizeOption>): Promise<TransportPipe> {
    const fault = this.#fault;
    const { address, info, options, signal } = request;
    await Promise.resolve();
    if (fault === 'hangs where nobody listens') return new Promise(() => undefined);
    if (signal.aborted && fault !== 'ignores abort') throw new SpError('ERR_SP_CLOSED', 'given up');
    const listener = this.#listeners.get(address);
    if (listener === undefined) {
      if (fault !== 'succeeds where nobody listens') throw new SpError('ERR_SP_CONN_REFUSED', address);
    }
    if (listener !== undefined && listener.info.self !== info.peer && fault !== 'ignores the protocol') {
      listener.failed(new SpError('ERR_SP_BAD_PROTO'));
      throw new SpError('ERR_SP_BAD_PROTO');
    }
    if (listener !== undefined && listener.info.peer !== info.self && fault !== 'ignores the protocol') {
      listener.failed(new SpError('ERR_SP_BAD_PROTO'));
      throw new SpError('ERR_SP_BAD_PROTO');
    }
    const here = `${address}#${String((this.#dials += 1))}`;
    const theirLimit = (listener?.options ?? options).maxRecvSize;
    const wrong = fault === 'tells the wrong peer';
    const fresh: [TinyPipe, TinyPipe] = [
      new TinyPipe(fault, wrong ? info.self : info.peer, here, address, options.maxRecvSize),
      new TinyPipe(fault, info.self, address, here, theirLimit),
    ];
    [fresh[0].other, fresh[1].other] = [fresh[1], fresh[0]];
    this.#only ??= fresh;
    const [one, two] = fault === 'one connection for all' ? this.#only : fresh;
    listener?.accepted(two);
    return one;
  }

  async listen(given: ListenRequest<string, SizeOption>): Promise<TransportListener> {
    const fault = this.#fault;
    const { address } = given;
    if (this.#listeners.has(address) && fault !== 'steals addresses') throw new SpError('ERR_SP_ADDR_IN_USE', address);
    const request = fault === 'keeps the limit of listen' ? { ...given, options: { ...given.options } } : given;
    this.#listeners.set(address, request);
    const close = (): void => {
      if (fault !== 'keeps the address') this.#listeners.delete(address);
    };
    return { address, close };
  }
}
