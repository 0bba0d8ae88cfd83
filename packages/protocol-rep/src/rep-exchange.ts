import type { Message } from '@sp/core';
import {
  closedError,
  SpError,
  type PipeQueue,
  type ProtocolContext,
  type ProtocolPipe,
  type Waiter,
  type WaiterKeeper,
} from '@sp/core/protocol';
import type { RepContextOptions } from './rep-options.ts';
import type { RepProtocol } from './rep-protocol.ts';

const EMPTY = new Uint8Array(0);

/** One line of service: receives a request, remembers the way back, and sends at most one reply along it. */
export class RepExchange implements ProtocolContext, WaiterKeeper {
  readonly #protocol: RepProtocol;
  readonly #options: Readonly<RepContextOptions>;
  /** Where the request came from that was received last, while it is unanswered. */
  #pipe: ProtocolPipe<PipeQueue> | undefined = undefined;
  #backtrace: Uint8Array = EMPTY;
  #receiver: Waiter | undefined = undefined;
  /** Replies that wait for their peers. */
  readonly #senders = new Set<Waiter>();
  #closed = false;

  /** @param options - the live values, which are read whenever they matter */
  constructor(protocol: RepProtocol, options: Readonly<RepContextOptions>) {
    this.#protocol = protocol;
    this.#options = options;
  }

  trySend(message: Message): boolean {
    this.#check();
    const pipe = this.#pipe;
    if (pipe === undefined) throw new SpError('ERR_SP_PROTO_STATE', 'there is no request to reply to');
    const { header } = message;
    message.header = this.#backtrace;
    if (pipe.gone) this.#protocol.dropped('no_peer', pipe);
    else if (!pipe.slot.trySend(message, false)) {
      message.header = header;
      if (!this.#options.bestEffort) return false;
      this.#protocol.dropped('best_effort', pipe);
    }
    this.#pipe = undefined;
    return true;
  }

  /** The request counts as answered from now on, whatever becomes of the reply. */
  sendLater(waiter: Waiter): void {
    const pipe = this.#pipe as ProtocolPipe<PipeQueue>;
    this.#pipe = undefined;
    (waiter.message as Message).header = this.#backtrace;
    waiter.keeper = this;
    this.#senders.add(waiter);
    pipe.slot.sendLater(waiter);
  }

  tryRecv(): Message | undefined {
    this.#check();
    if (this.#receiver !== undefined) throw new SpError('ERR_SP_PROTO_STATE', 'another receive waits on this context');
    const message = this.#protocol.requests.tryRecv();
    if (message !== undefined) this.#accept(message);
    return message;
  }

  recvLater(waiter: Waiter): void {
    this.#receiver = waiter;
    waiter.keeper = this;
    this.#protocol.requests.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  /** A waiting call of ours has ended: a receive with a request or without, or a send. */
  ended(waiter: Waiter, message: Message | undefined): void {
    if (waiter !== this.#receiver) {
      this.#senders.delete(waiter);
      return;
    }
    this.#receiver = undefined;
    if (message !== undefined) this.#accept(message);
  }

  close(): void {
    this.#closed = true;
    this.#pipe = undefined;
    this.#protocol.contexts.delete(this);
    this.#receiver?.fail(closedError('context'));
    for (const waiter of this.#senders) waiter.fail(closedError('context'));
  }

  /** Takes the way back out of a request; it replaces that of an earlier request, which then gets no reply. */
  #accept(message: Message): void {
    this.#pipe = message.pipe as ProtocolPipe<PipeQueue>;
    this.#backtrace = message.header;
    message.header = EMPTY;
  }

  #check(): void {
    if (this.#closed) throw closedError('context');
  }
}
