import type { Message } from '../message.ts';
import { closedError, SpError } from '../sp-error.ts';
import type { PipeQueue } from './pipe-queue.ts';
import type { ProtocolContext, ProtocolPipe } from './protocol.ts';
import type { Replying } from './replying.ts';
import type { Waiter, WaiterKeeper } from './waiter.ts';

const EMPTY = new Uint8Array(0);

/** The option that a line of service looks at itself. */
export interface ReplyOptions {
  /** Drops a reply that would have to wait. */
  readonly bestEffort: boolean;
}

/** One line of service: receives a request or survey, remembers the way back, sends at most one reply along it. */
export class ReplyExchange implements ProtocolContext, WaiterKeeper {
  readonly #protocol: Replying;
  readonly #options: ReplyOptions;
  /** Where that came from which was received last, while it is unanswered. */
  #pipe: ProtocolPipe<PipeQueue> | undefined = undefined;
  #backtrace: Uint8Array = EMPTY;
  #receiver: Waiter | undefined = undefined;
  /** Replies that wait for their peers. */
  readonly #senders = new Set<Waiter>();
  #closed = false;

  /** @param options - the live values, which are read whenever they matter */
  constructor(protocol: Replying, options: ReplyOptions) {
    this.#protocol = protocol;
    this.#options = options;
  }

  trySend(message: Message): boolean {
    this.#check();
    const pipe = this.#pipe;
    if (pipe === undefined)
      throw new SpError('ERR_SP_PROTO_STATE', `there is no ${this.#protocol.rules.subject} to reply to`);
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

  /** It counts as answered from now on, whatever becomes of the reply. */
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
    if (this.#protocol.rules.recvForgets) this.#pipe = undefined;
    const message = this.#protocol.incoming.tryRecv();
    if (message !== undefined) this.#accept(message);
    return message;
  }

  recvLater(waiter: Waiter): void {
    this.#receiver = waiter;
    waiter.keeper = this;
    this.#protocol.incoming.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  /** A waiting call of ours has ended: a receive with a message or without, or a send. */
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
    this.#protocol.closed(this);
    this.#receiver?.fail(closedError('context'));
    for (const waiter of this.#senders) waiter.fail(closedError('context'));
  }

  /** Takes the way back out of a message; it replaces that of an earlier one, which then gets no reply. */
  #accept(message: Message): void {
    this.#pipe = message.pipe as ProtocolPipe<PipeQueue>;
    this.#backtrace = message.header;
    message.header = EMPTY;
  }

  #check(): void {
    if (this.#closed) throw closedError('context');
  }
}
