import { toMessage, type Message, type Payload } from '../message.ts';
import type { OptionSet } from '../option-table.ts';
import type { ProtocolContext } from '../protocol/protocol.ts';
import { Waiter, type WaiterOwner } from '../protocol/waiter.ts';
import { closedError, SpError } from '../sp-error.ts';
import { checkCall, type CallOptions } from './call-options.ts';
import { nextTurn } from './fair-turn.ts';
import { BatchIterator, MessageIterator } from './message-iterator.ts';
import type { SocketCore } from './socket-core.ts';

/** The option values that sending and receiving look at; protocols without one leave it undefined. */
interface Deadlines {
  readonly sendDeadline?: number;
  readonly recvDeadline?: number;
}

type TimeoutCode = 'ERR_SP_SEND_TIMEOUT' | 'ERR_SP_RECV_TIMEOUT';

/**
 * One exchange of messages: the verbs of sending and receiving, with deadlines, cancelling and fairness.
 *
 * A socket is one; `openContext` makes more where the protocol has them. Applications see it through the interface of
 * their socket type, which shows only the verbs that the pattern has.
 */
export class Context implements WaiterOwner {
  protected readonly core: SocketCore;
  protected readonly optionSet: OptionSet<object>;
  readonly #exchange: ProtocolContext;
  readonly #deadlines: Deadlines;
  #closed = false;

  constructor(core: SocketCore, exchange: ProtocolContext, optionSet: OptionSet<object>) {
    this.core = core;
    this.optionSet = optionSet;
    this.#exchange = exchange;
    this.#deadlines = optionSet.values;
  }

  get options(): Readonly<object> {
    return this.optionSet.snapshot();
  }

  getOption(name: string): unknown {
    return this.optionSet.get(name);
  }

  configure(options: object): void {
    for (const name of this.optionSet.configure(options)) this.#exchange.changed?.(name);
  }

  send(payload: Payload, call?: CallOptions): Promise<void> {
    try {
      checkCall(call);
      const message = toMessage(payload);
      if (this.#exchange.trySend(message)) return this.#sent(message);
      message.own();
      const waiter = new Waiter(message);
      this.#exchange.sendLater(waiter);
      const { sendDeadline = Infinity } = this.#deadlines;
      return this.suspend(this.#exchange, waiter, call, sendDeadline, 'ERR_SP_SEND_TIMEOUT') as Promise<never>;
    } catch (error) {
      return rejected(error);
    }
  }

  trySend(payload: Payload): boolean {
    const message = toMessage(payload);
    if (!this.#exchange.trySend(message)) return false;
    this.completed(message, true);
    return true;
  }

  recv(call?: CallOptions): Promise<Message> {
    try {
      checkCall(call);
      const message = this.tryRecv();
      if (message === undefined) return this.#recvLater(call);
      return this.core.fairTurn.due() ? nextTurn().then(() => message) : Promise.resolve(message);
    } catch (error) {
      return rejected(error);
    }
  }

  tryRecv(): Message | undefined {
    const message = this.#exchange.tryRecv();
    if (message !== undefined) this.completed(message, false);
    return message;
  }

  /** A message that is there, unless the event loop must have its turn first or an error has to be told: see `recv`. */
  nextInTurn(): Message | undefined {
    if (this.core.fairTurn.near) return undefined;
    try {
      const message = this.tryRecv();
      if (message !== undefined) this.core.fairTurn.due();
      return message;
    } catch {
      return undefined;
    }
  }

  /**
   * Adds to a batch whatever else is there, up to `limit` messages in all. Resolves at once, or after a turn of the event
   * loop where that is due. An error is for the next call to tell, since these messages came before it.
   */
  fill(batch: Message[], limit: number): Promise<void> {
    const before = batch.length;
    try {
      for (let more = this.tryRecv(); more !== undefined; more = this.tryRecv()) if (batch.push(more) === limit) break;
    } catch {
      // The caller has its batch.
    }
    return this.core.fairTurn.next(batch.length - before);
  }

  messages(call?: CallOptions): AsyncIterableIterator<Message> {
    return new MessageIterator(this, call);
  }

  batches(call?: CallOptions): AsyncIterableIterator<Message[]> {
    return new BatchIterator(this, call);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Message> {
    return this.messages();
  }

  close(): unknown {
    if (this.#closed || this.core.closed) throw closedError('context');
    this.#closed = true;
    this.#exchange.close();
    return undefined;
  }

  [Symbol.dispose](): void {
    if (!this.#closed && !this.core.closed) this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
    return Promise.resolve();
  }

  /**
   * Lets a waiter, already placed in its exchange, wait for at most the deadline or until the caller gives up.
   * @param deadline - what applies where the call names no timeout, in milliseconds
   * @param code - the error of a deadline that passes
   */
  protected suspend(
    exchange: ProtocolContext,
    waiter: Waiter,
    call: CallOptions | undefined,
    deadline: number,
    code: TimeoutCode,
  ): Promise<Message | undefined> {
    const timeout = call?.timeout ?? deadline;
    waiter.owner = this;
    this.core.keepAlive.hold();
    if (call?.signal !== undefined) waiter.watch(call.signal, exchange);
    if (timeout === 0) exchange.cancel(waiter, new SpError(code));
    else if (timeout !== Infinity) {
      waiter.deadline = this.core.schedule.after(timeout, () => {
        exchange.cancel(waiter, new SpError(code, `nothing within ${timeout} ms`));
      });
    }
    return waiter.promise;
  }

  left(): void {
    this.core.keepAlive.release();
  }

  completed(message: Message, sent: boolean): void {
    const { traffic } = this.core;
    if (sent) {
      traffic.txMessages += 1;
      traffic.txBytes += message.length;
    } else {
      traffic.rxMessages += 1;
      traffic.rxBytes += message.length;
    }
  }

  #sent(message: Message): Promise<void> {
    this.completed(message, true);
    return this.core.fairTurn.next();
  }

  #recvLater(call: CallOptions | undefined): Promise<Message> {
    const waiter = new Waiter();
    this.#exchange.recvLater(waiter);
    const { recvDeadline = Infinity } = this.#deadlines;
    return this.suspend(this.#exchange, waiter, call, recvDeadline, 'ERR_SP_RECV_TIMEOUT') as Promise<Message>;
  }
}

// What the caller's own signal gives as its reason may be anything, and is passed on unchanged.
// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
const rejected = (reason: unknown): Promise<never> => Promise.reject(reason);
