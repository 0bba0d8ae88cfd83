import type { Message } from '@sp/core';
import type { SpError } from '@sp/core/protocol';
import {
  closedError,
  deadline,
  flag,
  integer,
  ReceiveQueue,
  SendQueue,
  type OptionTable,
  type Protocol,
  type ProtocolContext,
  type ProtocolDefinition,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';

export interface TinyOptions {
  sendDeadline: number;
  recvDeadline: number;
  bestEffort: boolean;
  readQLen: number;
  writeQLen: number;
  ttl: number;
}

export interface TinyContextOptions {
  sendDeadline: number;
  recvDeadline: number;
}

const length = (doc: string) => integer(128, 0, Number.MAX_SAFE_INTEGER, doc);

export const tinyOptions: OptionTable<TinyOptions> = {
  sendDeadline: deadline('How long send waits.'),
  recvDeadline: deadline('How long recv waits.'),
  bestEffort: flag(false, 'Drops what would have to wait.'),
  readQLen: length('Messages waiting for recv.'),
  writeQLen: length('Messages waiting for a peer.'),
  ttl: integer(8, 1, 255, 'Does nothing here.'),
};

const { sendDeadline, recvDeadline } = tinyOptions;
export const tinyContextOptions: OptionTable<TinyContextOptions> = { sendDeadline, recvDeadline };

/** The smallest protocol that does everything: messages to any peer, messages from any peer, contexts that share both. */
export class TinyProtocol implements Protocol {
  readonly context: ProtocolContext;
  readonly host: ProtocolHost<TinyOptions>;
  readonly sending: SendQueue;
  readonly receiving: ReceiveQueue;
  readonly contexts: Set<TinyContext> = new Set();
  closed = false;

  constructor(host: ProtocolHost<TinyOptions>) {
    this.host = host;
    this.sending = new SendQueue(host.options.writeQLen);
    this.receiving = new ReceiveQueue(host.options.readQLen);
    this.context = new TinyContext(this);
  }

  get queued(): number {
    return this.sending.length;
  }

  attach(pipe: ProtocolPipe): SpError | undefined {
    if (this.closed) return closedError('socket');
    this.sending.attach(pipe);
    return undefined;
  }

  detach(pipe: ProtocolPipe): void {
    this.sending.detach(pipe);
    this.receiving.detach(pipe);
  }

  received(pipe: ProtocolPipe, message: Message): void {
    this.receiving.offer(pipe, message);
  }

  writable(pipe: ProtocolPipe): void {
    this.sending.writable(pipe);
  }

  openContext(): ProtocolContext {
    return new TinyContext(this);
  }

  close(): void {
    this.closed = true;
    for (const context of [...this.contexts]) context.close();
  }
}

export class TinyContext implements ProtocolContext {
  readonly protocol: TinyProtocol;
  readonly waiters: Set<Waiter> = new Set();
  closed = false;

  constructor(protocol: TinyProtocol) {
    this.protocol = protocol;
    protocol.contexts.add(this);
  }

  trySend(message: Message): boolean {
    this.check();
    if (this.protocol.sending.trySend(message)) return true;
    if (!this.protocol.host.options.bestEffort) return false;
    this.protocol.host.dropped('best_effort');
    return true;
  }

  sendLater(waiter: Waiter): void {
    this.waiters.add(waiter);
    this.protocol.sending.sendLater(waiter);
  }

  tryRecv(): Message | undefined {
    this.check();
    return this.protocol.receiving.tryRecv();
  }

  recvLater(waiter: Waiter): void {
    this.waiters.add(waiter);
    this.protocol.receiving.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    this.waiters.delete(waiter);
    waiter.fail(why);
  }

  close(): void {
    this.closed = true;
    this.protocol.contexts.delete(this);
    for (const waiter of this.waiters) if (waiter.list !== undefined) waiter.fail(closedError('context'));
    this.waiters.clear();
  }

  protected check(): void {
    if (this.closed) throw closedError('context');
  }
}

export const tinyDefinition: ProtocolDefinition<TinyOptions, TinyContextOptions> = {
  info: { self: 0x10, peer: 0x10, selfName: 'tiny', peerName: 'tiny' },
  raw: false,
  options: tinyOptions,
  contextOptions: tinyContextOptions,
  create: (host) => new TinyProtocol(host),
};
