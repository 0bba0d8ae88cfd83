import type { Message } from '@sp/core';
import {
  closedError,
  ReceiveQueue,
  SendQueue,
  takeBacktrace,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import type { RawReqOptions } from './raw-req-options.ts';

/**
 * Requests and replies as they are, for forwarding: no ids of its own, no retries.
 *
 * ```text
 *   sent      header, as the application has it | body
 *   received  backtrace, which becomes header   | body
 * ```
 */
export class RawReqProtocol implements Protocol, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly #host: ProtocolHost<RawReqOptions>;
  readonly #outgoing: SendQueue;
  readonly #incoming: ReceiveQueue;
  #closed = false;

  constructor(host: ProtocolHost<RawReqOptions>) {
    this.#host = host;
    this.#outgoing = new SendQueue(host.options.writeQLen);
    this.#incoming = new ReceiveQueue(host.options.readQLen);
  }

  get queued(): number {
    return this.#outgoing.length;
  }

  attach(pipe: ProtocolPipe): undefined {
    this.#outgoing.attach(pipe);
  }

  writable(pipe: ProtocolPipe): void {
    this.#outgoing.writable(pipe);
  }

  detach(pipe: ProtocolPipe): void {
    this.#outgoing.detach(pipe);
    this.#dropped('pipe_closed', this.#incoming.detach(pipe), pipe);
  }

  received(pipe: ProtocolPipe, message: Message): void {
    const fault = takeBacktrace(message, Infinity);
    if (fault === undefined) this.#incoming.offer(pipe, message);
    else this.#host.dropped(fault, pipe);
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    if (this.#outgoing.trySend(message)) return true;
    if (!this.#host.options.bestEffort) return false;
    this.#host.dropped('best_effort');
    return true;
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

  /** Setting a length, even to what it was, empties the queue; waiting receives go on, waiting sends count as done. */
  changed(name: string): void {
    const { readQLen, writeQLen } = this.#host.options;
    if (name === 'readQLen') {
      this.#dropped('resized', this.#incoming.discard(false));
      this.#incoming.resize(readQLen);
    } else if (name === 'writeQLen') {
      this.#dropped('resized', this.#outgoing.resize(writeQLen, false));
      this.#dropped('resized', this.#outgoing.completeWaiters());
    }
  }

  close(): void {
    this.#closed = true;
    this.#outgoing.failWaiters(closedError('socket'));
    this.#incoming.failWaiters(closedError('socket'));
  }

  #dropped(reason: string, count: number, pipe?: ProtocolPipe): void {
    if (count > 0) this.#host.dropped(reason, pipe, count);
  }
}
