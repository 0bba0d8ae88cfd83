import type { AnyTransport, CoreOptions, Message, Receives, Sends, SocketBase, Transports } from '@sp/core';
import {
  closedError,
  deadline,
  integer,
  protocols,
  ReceiveQueue,
  SendQueue,
  Socket,
  SpError,
  type OptionTable,
  type Protocol,
  type ProtocolContext,
  type ProtocolDefinition,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';

/** Options of a {@link TestPair}. Its queues are short, so that tests see them full. */
export interface PairOptions {
  recvDeadline: number;
  sendDeadline: number;
  readQLen: number;
  writeQLen: number;
}

const options: OptionTable<PairOptions> = {
  recvDeadline: deadline('How long a receive waits.'),
  sendDeadline: deadline('How long a send waits.'),
  readQLen: integer(2, 0, 1000, 'Messages received that may wait.'),
  writeQLen: integer(2, 0, 1000, 'Messages that may wait for the peer.'),
};

/** A socket for tests: messages go as they are between two sockets. It refuses a second peer. */
export interface TestPair<T = AnyTransport, Raw extends boolean = boolean>
  extends SocketBase<T, PairOptions, typeof protocols.pair>, Sends, Receives {
  readonly raw: Raw;
}

class PairProtocol implements Protocol, ProtocolContext {
  readonly context: this = this;
  readonly #outgoing: SendQueue;
  readonly #incoming: ReceiveQueue;
  readonly #host: ProtocolHost<PairOptions>;
  #peer: ProtocolPipe | undefined = undefined;
  #closed = false;

  constructor(host: ProtocolHost<PairOptions>) {
    this.#host = host;
    this.#outgoing = new SendQueue(host.options.writeQLen);
    this.#incoming = new ReceiveQueue(host.options.readQLen);
  }

  get queued(): number {
    return this.#outgoing.length;
  }

  attach(pipe: ProtocolPipe): SpError | undefined {
    if (this.#peer !== undefined) return new SpError('ERR_SP_PROTO_STATE', 'a pair has one peer');
    this.#peer = pipe;
    this.#outgoing.attach(pipe);
    return undefined;
  }

  detach(pipe: ProtocolPipe): void {
    this.#peer = undefined;
    this.#outgoing.detach(pipe);
    const dropped = this.#incoming.detach(pipe);
    if (dropped > 0) this.#host.dropped('pipe_closed', pipe, dropped);
  }

  received(pipe: ProtocolPipe, message: Message): void {
    this.#incoming.offer(pipe, message);
  }

  writable(pipe: ProtocolPipe): void {
    this.#outgoing.writable(pipe);
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    return this.#outgoing.trySend(message);
  }

  sendLater(waiter: Waiter): void {
    this.#outgoing.sendLater(waiter);
  }

  tryRecv(): Message | undefined {
    if (this.#closed) throw closedError('socket');
    return this.#incoming.tryRecv();
  }

  recvLater(waiter: Waiter): void {
    this.#incoming.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  changed(name: string): void {
    if (name === 'writeQLen') this.#outgoing.resize(this.#host.options.writeQLen, true);
    if (name === 'readQLen') this.#incoming.resize(this.#host.options.readQLen);
  }

  close(): void {
    this.#closed = true;
    this.#outgoing.failWaiters(closedError('socket'));
    this.#incoming.failWaiters(closedError('socket'));
  }
}

const definition = (raw: boolean): ProtocolDefinition<PairOptions> => ({
  info: protocols.pair,
  raw,
  options,
  create: (host) => new PairProtocol(host),
});

/** Makes a raw pair. */
export function createPair<T extends AnyTransport>(
  net: Transports<T>,
  given?: Partial<PairOptions & CoreOptions>,
): TestPair<T, true> {
  return new Socket(net, definition(true), given) as unknown as TestPair<T, true>;
}

/** Makes a pair that calls itself cooked. */
export function createCookedPair<T extends AnyTransport>(net: Transports<T>): TestPair<T, false> {
  return new Socket(net, definition(false)) as unknown as TestPair<T, false>;
}
