import type { Message } from '@sp/core';
import {
  closedError,
  SpError,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import { Arrivals } from './arrivals.ts';
import type { RawSubOptions } from './sub-options.ts';

/**
 * Everything that publishers send, for forwarding: no subscriptions, no filter.
 *
 * ```text
 *   received  body
 * ```
 *
 * Unlike a cooked socket it drops the newest message when too many wait.
 */
export class RawSubProtocol implements Protocol, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly queued: number = 0;
  readonly #host: ProtocolHost<RawSubOptions>;
  readonly #arrivals: Arrivals;
  #closed = false;

  constructor(host: ProtocolHost<RawSubOptions>) {
    this.#host = host;
    this.#arrivals = new Arrivals(host.options.readQLen);
  }

  attach(): undefined {
    // Every peer is welcome.
  }

  detach(): void {
    // What has come through the pipe stays.
  }

  writable(): void {
    // Nothing is ever sent.
  }

  received(pipe: ProtocolPipe, message: Message): void {
    if (!this.#arrivals.offer(message, false)) this.#host.dropped('rx_discard', pipe);
  }

  trySend(): never {
    throw new SpError('ERR_SP_PROTO_OP', 'sub does not send');
  }

  sendLater(): void {
    // No send ever waits.
  }

  tryRecv(): Message | undefined {
    if (this.#closed) throw closedError('socket');
    return this.#arrivals.tryRecv();
  }

  recvLater(waiter: Waiter): void {
    this.#arrivals.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  changed(name: string): void {
    if (name !== 'readQLen') return;
    const dropped = this.#arrivals.resize(this.#host.options.readQLen);
    if (dropped > 0) this.#host.dropped('resized', undefined, dropped);
  }

  close(): void {
    this.#closed = true;
    this.#arrivals.failWaiters(closedError('socket'));
  }
}
