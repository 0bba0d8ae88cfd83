import type {
  AnyTransport,
  ContextBase,
  CoreOptions,
  Message,
  OpensContexts,
  Receives,
  SocketBase,
  Transports,
} from '@sp/core';
import {
  closedError,
  deadline,
  integer,
  protocols,
  RingQueue,
  Socket,
  SpError,
  WaiterList,
  type Protocol,
  type ProtocolContext,
  type ProtocolDefinition,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';

interface MailboxOptions {
  recvDeadline: number;
  readQLen: number;
}

type ContextOptions = Pick<MailboxOptions, 'recvDeadline'>;

/** A context of a {@link TestMailbox}. */
export interface TestMailboxContext extends ContextBase<ContextOptions>, Receives {}

/** A socket for tests that only receives: each of its contexts gets a copy of every message. */
export interface TestMailbox<T = AnyTransport>
  extends
    SocketBase<T, MailboxOptions, typeof protocols.pull>,
    Receives,
    OpensContexts<TestMailboxContext, ContextOptions> {}

class Exchange implements ProtocolContext {
  readonly #waiters = new WaiterList();
  readonly #queue = new RingQueue<Message>();
  readonly #all: Set<Exchange>;
  #closed = false;

  constructor(all: Set<Exchange>) {
    this.#all = all;
    all.add(this);
  }

  received(message: Message): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#queue.push(message);
    else waiter.complete(message);
  }

  trySend(): never {
    throw new SpError('ERR_SP_PROTO_OP');
  }

  sendLater(): void {}

  tryRecv(): Message | undefined {
    if (this.#closed) throw closedError('mailbox');
    return this.#queue.shift();
  }

  recvLater(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  close(): void {
    this.#closed = true;
    this.#all.delete(this);
    this.#waiters.failAll(closedError('mailbox'));
  }
}

class MailboxProtocol implements Protocol {
  readonly queued = 0;
  readonly #exchanges = new Set<Exchange>();
  readonly context: Exchange = this.openContext();

  openContext(): Exchange {
    return new Exchange(this.#exchanges);
  }

  attach(): undefined {}

  detach(): void {}

  received(_: ProtocolPipe, message: Message): void {
    for (const exchange of this.#exchanges) exchange.received(message.dup());
  }

  writable(): void {}

  close(): void {
    for (const exchange of this.#exchanges) exchange.close();
  }
}

const recvDeadline = deadline('How long a receive waits.');

const definition: ProtocolDefinition<MailboxOptions, ContextOptions> = {
  info: protocols.pull,
  raw: false,
  options: { recvDeadline, readQLen: integer(8, 0, 1000, 'Messages that may wait.') },
  contextOptions: { recvDeadline },
  create: () => new MailboxProtocol(),
};

/** Makes a mailbox. */
export function createMailbox<T extends AnyTransport>(
  net: Transports<T>,
  options?: Partial<MailboxOptions & CoreOptions>,
): TestMailbox<T> {
  return new Socket(net, definition, options) as unknown as TestMailbox<T>;
}
