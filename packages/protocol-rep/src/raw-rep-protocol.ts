import type { Message } from '@sp/core';
import {
  allocate,
  backtraceLength,
  closedError,
  PipeQueue,
  readWord,
  ReceiveQueue,
  rest,
  writeWord,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import type { RawRepOptions } from './raw-rep-options.ts';

/**
 * Requests and replies as they are, for forwarding: a request says where it came from, a reply where it goes.
 *
 * ```text
 *   received, on the wire            backtrace, 1 to ttl words | body
 *   received, as the application     id of the pipe, backtrace | body
 *   has it, and sends it back        (header)
 *   sent, on the wire                backtrace, unchecked      | body
 * ```
 */
export class RawRepProtocol implements Protocol<PipeQueue>, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly #host: ProtocolHost<RawRepOptions>;
  readonly #peers = new Map<number, PipeQueue>();
  readonly #incoming: ReceiveQueue;
  #closed = false;

  constructor(host: ProtocolHost<RawRepOptions>) {
    this.#host = host;
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
    this.#dropped('pipe_closed', this.#incoming.detach(pipe) + pipe.slot.discard(), pipe);
    pipe.slot.failWaiters(closedError('pipe'));
  }

  writable(pipe: ProtocolPipe<PipeQueue>): void {
    pipe.slot.writable();
  }

  received(pipe: ProtocolPipe<PipeQueue>, message: Message): void {
    const { body } = message;
    const length = backtraceLength(body, this.#host.options.ttl);
    if (length === 0) {
      this.#dropped(backtraceLength(body, Infinity) === 0 ? 'rx_malformed' : 'ttl_drop', 1, pipe);
      return;
    }
    const header = allocate(4 + length);
    writeWord(header, 0, pipe.id);
    for (let at = 0; at < length; at++) header[4 + at] = body[at] as number;
    message.header = header;
    message.body = rest(body, length);
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
