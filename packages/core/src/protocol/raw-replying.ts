import type { Message } from '../message.ts';
import { closedError } from '../sp-error.ts';
import { readWord, rest } from './backtrace.ts';
import { takeBacktrace } from './backtrace-input.ts';
import { PipeQueue } from './pipe-queue.ts';
import type { Protocol, ProtocolContext, ProtocolHost, ProtocolPipe } from './protocol.ts';
import { ReceiveQueue } from './receive-queue.ts';
import type { Waiter } from './waiter.ts';

/** The options that raw replying looks at. */
export interface RawReplyingOptions {
  /** Drops a reply that would have to wait. */
  readonly bestEffort: boolean;
  /** Messages received that may wait for a receive. */
  readonly readQLen: number;
  /** Replies that may wait for one peer. */
  readonly writeQLen: number;
  /** Most words of a backtrace. */
  readonly ttl: number;
}

/**
 * Raw REP and raw RESPONDENT: what comes says where it came from, a reply says where it goes.
 *
 * ```text
 *   received, on the wire            backtrace, 1 to ttl words | body
 *   received, as the application     id of the pipe, backtrace | body
 *   has it, and sends it back        (header)
 *   sent, on the wire                backtrace, unchecked      | body
 * ```
 */
export class RawReplying implements Protocol<PipeQueue>, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly #host: ProtocolHost<RawReplyingOptions>;
  readonly #peers = new Map<number, PipeQueue>();
  readonly #incoming: ReceiveQueue;
  readonly #lossFailsSends: boolean;
  #closed = false;

  /** @param lossFailsSends - what a send comes to whose peer goes while it waits: ERR_SP_CLOSED, or counted as sent */
  constructor(host: ProtocolHost<RawReplyingOptions>, lossFailsSends: boolean) {
    this.#host = host;
    this.#lossFailsSends = lossFailsSends;
    this.#incoming = new ReceiveQueue(host.options.readQLen);
  }

  get queued(): number {
    let queued = 0;
    for (const peer of this.#peers.values()) queued += peer.length;
    return queued;
  }

  attach(pipe: ProtocolPipe<PipeQueue>): undefined {
    pipe.slot = new PipeQueue(pipe, this.#host.options.writeQLen);
    this.#peers.set(pipe.id, pipe.slot);
  }

  detach(pipe: ProtocolPipe<PipeQueue>): void {
    this.#peers.delete(pipe.id);
    const dropped = this.#incoming.detach(pipe) + pipe.slot.discard();
    if (this.#lossFailsSends) pipe.slot.failWaiters(closedError('pipe'));
    this.#dropped('pipe_closed', dropped + pipe.slot.completeWaiters(), pipe);
  }

  writable(pipe: ProtocolPipe<PipeQueue>): void {
    pipe.slot.writable();
  }

  received(pipe: ProtocolPipe<PipeQueue>, message: Message): void {
    const fault = takeBacktrace(message, this.#host.options.ttl, pipe.id);
    if (fault !== undefined) {
      this.#host.dropped(fault, pipe);
      return;
    }
    this.#incoming.offer(pipe, message);
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    const { header } = message;
    if (header.length < 4) return this.#lost('tx_malformed');
    const peer = this.#peers.get(readWord(header, 0));
    if (peer === undefined) return this.#lost('no_peer');
    message.header = rest(header, 4);
    if (peer.trySend(message, false)) return true;
    message.header = header;
    return this.#host.options.bestEffort && this.#lost('best_effort');
  }

  sendLater(waiter: Waiter): void {
    const message = waiter.message as Message;
    const peer = this.#peers.get(readWord(message.header, 0)) as PipeQueue;
    message.header = rest(message.header, 4);
    peer.sendLater(waiter);
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

  /** Setting the length, even to what it was, empties the queue; waiting receives go on. */
  changed(name: string): void {
    if (name !== 'readQLen') return;
    this.#dropped('resized', this.#incoming.discard(false));
    this.#incoming.resize(this.#host.options.readQLen);
  }

  close(): void {
    this.#closed = true;
    this.#incoming.failWaiters(closedError('socket'));
    for (const peer of this.#peers.values()) peer.failWaiters(closedError('socket'));
  }

  /** The message goes nowhere, which counts as sent. */
  #lost(reason: string): true {
    this.#host.dropped(reason);
    return true;
  }

  #dropped(reason: string, count: number, pipe?: ProtocolPipe): void {
    if (count > 0) this.#host.dropped(reason, pipe, count);
  }
}
