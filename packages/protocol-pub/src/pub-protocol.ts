import type { Message } from '@sp/core';
import {
  Broadcast,
  closedError,
  SpError,
  type BroadcastQueue,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type ProtocolStat,
} from '@sp/core/protocol';
import type { PubOptions } from './pub-options.ts';

/**
 * The publishing side of publish/subscribe, after the SP RFC draft for publish/subscribe; cooked and raw alike.
 *
 * ```text
 *   sent      header, if the application set one | body
 *   received  nothing: what a peer sends is dropped
 * ```
 *
 * Everybody is sent everything; it is the subscriber who filters.
 */
export class PubProtocol implements Protocol<BroadcastQueue>, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly #host: ProtocolHost<PubOptions>;
  readonly #subscribers: Broadcast;
  #closed = false;

  constructor(host: ProtocolHost<PubOptions>) {
    this.#host = host;
    this.#subscribers = new Broadcast(host);
  }

  get queued(): number {
    return this.#subscribers.length;
  }

  attach(pipe: ProtocolPipe<BroadcastQueue>): undefined {
    this.#subscribers.attach(pipe, this.#host.options.writeQLen);
  }

  detach(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#subscribers.detach(pipe);
  }

  writable(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#subscribers.writable(pipe);
  }

  received(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#host.dropped('rx_unexpected', pipe);
  }

  trySend(message: Message): true {
    if (this.#closed) throw closedError('socket');
    this.#subscribers.send(message);
    return true;
  }

  sendLater(): void {
    // No send ever waits.
  }

  tryRecv(): never {
    throw new SpError('ERR_SP_PROTO_OP', 'pub does not receive');
  }

  recvLater(): void {
    // No receive ever waits.
  }

  cancel(): void {
    // Nobody ever waits.
  }

  /** NNG's statistics of PUB; what is discarded is counted as `tx_discard`. */
  stats(): readonly ProtocolStat[] {
    const { direct, delayed } = this.#subscribers;
    return [
      { name: 'tx_direct', type: 'counter', value: direct, description: 'given straight to an idle pipe' },
      { name: 'tx_queued', type: 'counter', value: delayed, description: 'queued for a busy pipe' },
      {
        name: 'tx_buf_size',
        type: 'level',
        value: this.#host.options.writeQLen,
        description: 'queue length of a pipe',
      },
    ];
  }

  close(): void {
    this.#closed = true;
  }
}
