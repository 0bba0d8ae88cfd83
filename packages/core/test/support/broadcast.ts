import type { AnyTransport, CoreOptions, Message, Sends, SocketBase, Transports } from '@sp/core';
import {
  closedError,
  integer,
  PipeQueue,
  protocols,
  Socket,
  SpError,
  type Protocol,
  type ProtocolContext,
  type ProtocolDefinition,
  type ProtocolHost,
  type ProtocolPipe,
} from '@sp/core/protocol';

interface BroadcastOptions {
  writeQLen: number;
}

/** A socket for tests that gives every message to all of its peers, and drops it for those who have no room. */
export interface TestBroadcast<T = AnyTransport> extends SocketBase<T, BroadcastOptions, typeof protocols.pub>, Sends {}

type Pipe = ProtocolPipe<PipeQueue>;

class BroadcastProtocol implements Protocol<PipeQueue>, ProtocolContext {
  readonly context: this = this;
  readonly #pipes = new Set<Pipe>();
  readonly #host: ProtocolHost<BroadcastOptions>;
  #closed = false;

  constructor(host: ProtocolHost<BroadcastOptions>) {
    this.#host = host;
  }

  get queued(): number {
    let count = 0;
    for (const { slot } of this.#pipes) count += slot.length;
    return count;
  }

  attach(pipe: Pipe): undefined {
    pipe.slot = new PipeQueue(pipe, this.#host.options.writeQLen);
    this.#pipes.add(pipe);
  }

  detach(pipe: Pipe): void {
    this.#pipes.delete(pipe);
    const dropped = pipe.slot.discard();
    if (dropped > 0) this.#host.dropped('pipe_closed', pipe, dropped);
  }

  received(pipe: Pipe): void {
    this.#host.dropped('unwanted', pipe);
  }

  writable(pipe: Pipe): void {
    pipe.slot.writable();
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    for (const pipe of this.#pipes) {
      if (!pipe.slot.trySend(message, true)) this.#host.dropped('queue_full', pipe);
    }
    return true;
  }

  sendLater(): void {
    throw new Error('a broadcast never waits');
  }

  tryRecv(): never {
    throw new SpError('ERR_SP_PROTO_OP');
  }

  recvLater(): void {}

  cancel(): void {}

  close(): void {
    this.#closed = true;
  }
}

const definition: ProtocolDefinition<BroadcastOptions, never, PipeQueue> = {
  info: protocols.pub,
  raw: false,
  options: { writeQLen: integer(2, 0, 1000, 'Messages that may wait for a peer.') },
  create: (host) => new BroadcastProtocol(host),
};

/** Makes a broadcaster. */
export function createBroadcast<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<BroadcastOptions & CoreOptions>,
): TestBroadcast<T> {
  return new Socket(net, definition, options) as unknown as TestBroadcast<T>;
}
