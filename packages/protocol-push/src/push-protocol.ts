import type { Message } from '@sp/core';
import {
  closedError,
  SendQueue,
  SpError,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import type { PushOptions } from './push-options.ts';

/**
 * The handing-out side of a pipeline, after the SP RFC draft for pipelines; cooked and raw alike.
 *
 * ```text
 *   sent      header, if the application set one | body
 *   received  nothing: what a peer sends is dropped
 * ```
 *
 * Each message goes to one peer: to whichever is ready, in turn. A slow peer gets less.
 */
export class PushProtocol implements Protocol, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly #host: ProtocolHost<PushOptions>;
  readonly #outgoing: SendQueue;
  #peers = 0;
  #closed = false;

  constructor(host: ProtocolHost<PushOptions>) {
    this.#host = host;
    this.#outgoing = new SendQueue(host.options.writeQLen);
  }

  get queued(): number {
    return this.#outgoing.length;
  }

  attach(pipe: ProtocolPipe): undefined {
    this.#peers += 1;
    this.#outgoing.attach(pipe);
  }

  writable(pipe: ProtocolPipe): void {
    this.#outgoing.writable(pipe);
  }

  /** With the last peer go the senders that wait for one, if they asked for that; what is queued stays. */
  detach(pipe: ProtocolPipe): void {
    this.#peers -= 1;
    this.#outgoing.detach(pipe);
    if (this.#peers === 0 && this.#host.options.failNoPeers) this.#outgoing.failWaiters(noPeers());
  }

  received(pipe: ProtocolPipe): void {
    this.#host.dropped('rx_unexpected', pipe);
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    const { bestEffort, failNoPeers } = this.#host.options;
    if (this.#peers === 0 && failNoPeers) throw noPeers();
    if (this.#outgoing.trySend(message)) return true;
    if (!bestEffort) return false;
    this.#host.dropped('best_effort');
    return true;
  }

  sendLater(waiter: Waiter): void {
    this.#outgoing.sendLater(waiter);
  }

  tryRecv(): never {
    throw new SpError('ERR_SP_PROTO_OP', 'push does not receive');
  }

  recvLater(): void {
    // No receive ever waits.
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  /** A new length keeps the oldest messages that fit, and lets waiting ones in where there is room. */
  changed(name: string): void {
    if (name !== 'writeQLen') return;
    const dropped = this.#outgoing.resize(this.#host.options.writeQLen, true);
    if (dropped > 0) this.#host.dropped('resized', undefined, dropped);
  }

  close(): void {
    this.#closed = true;
    this.#outgoing.failWaiters(closedError('socket'));
  }
}

const noPeers = (): SpError => new SpError('ERR_SP_NO_PEERS', 'no peer is connected');
