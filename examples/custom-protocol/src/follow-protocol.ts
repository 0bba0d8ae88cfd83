import type { Message } from '@sp/core';
import {
  closedError,
  SpError,
  WaiterList,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import type { FollowOptions } from './follow-options.ts';

/**
 * The following side.
 *
 * ```text
 *   received  body
 * ```
 *
 * It holds one announcement, the newest: the next one replaces it, unless it was received before.
 */
export class FollowProtocol implements Protocol, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly queued: number = 0;
  readonly #host: ProtocolHost<FollowOptions>;
  readonly #waiters = new WaiterList();
  #newest: Message | undefined = undefined;
  #closed = false;

  constructor(host: ProtocolHost<FollowOptions>) {
    this.#host = host;
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
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.complete(message);
      return;
    }
    if (this.#newest !== undefined) this.#host.dropped('rx_outdated', pipe);
    this.#newest = message;
  }

  trySend(): never {
    throw new SpError('ERR_SP_PROTO_OP', 'follow does not send');
  }

  sendLater(): void {
    // No send ever waits.
  }

  tryRecv(): Message | undefined {
    if (this.#closed) throw closedError('socket');
    const newest = this.#newest;
    this.#newest = undefined;
    return newest;
  }

  recvLater(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  close(): void {
    this.#closed = true;
    this.#waiters.failAll(closedError('socket'));
  }
}
