import type { Message } from '@sp/core';
import {
  closedError,
  ReceiveQueue,
  SpError,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import type { PullOptions } from './pull-options.ts';

/**
 * The collecting side of a pipeline, after the SP RFC draft for pipelines; cooked and raw alike.
 *
 * ```text
 *   received  body
 * ```
 *
 * When the queue is full each peer may leave one more message here, and is then stopped until there is room.
 */
export class PullProtocol implements Protocol, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly queued: number = 0;
  readonly #host: ProtocolHost<PullOptions>;
  readonly #incoming: ReceiveQueue;
  #closed = false;

  constructor(host: ProtocolHost<PullOptions>) {
    this.#host = host;
    this.#incoming = new ReceiveQueue(host.options.readQLen);
  }

  attach(): undefined {
    // Every peer is welcome.
  }

  /** What the pipe holds goes with it, what is queued stays. */
  detach(pipe: ProtocolPipe): void {
    this.#dropped('pipe_closed', this.#incoming.detach(pipe), pipe);
  }

  writable(): void {
    // Nothing is ever sent.
  }

  received(pipe: ProtocolPipe, message: Message): void {
    this.#incoming.offer(pipe, message);
  }

  trySend(): never {
    throw new SpError('ERR_SP_PROTO_OP', 'pull does not send');
  }

  sendLater(): void {
    // No send ever waits.
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

  /** A new length keeps the oldest messages that fit, and lets held ones in where there is room. */
  changed(name: string): void {
    if (name === 'readQLen') this.#dropped('resized', this.#incoming.resize(this.#host.options.readQLen));
  }

  close(): void {
    this.#closed = true;
    this.#incoming.failWaiters(closedError('socket'));
  }

  #dropped(reason: string, count: number, pipe?: ProtocolPipe): void {
    if (count > 0) this.#host.dropped(reason, pipe, count);
  }
}
