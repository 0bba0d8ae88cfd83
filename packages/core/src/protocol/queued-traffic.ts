import type { Message } from '../message.ts';
import { closedError, type SpError } from '../sp-error.ts';
import type { Protocol, ProtocolContext, ProtocolHost, ProtocolPipe } from './protocol.ts';
import { ReceiveQueue } from './receive-queue.ts';
import { SendQueue } from './send-queue.ts';
import type { Waiter } from './waiter.ts';

/** The options that {@link QueuedTraffic} looks at. */
export interface QueuedTrafficOptions {
  /** Drops what would have to wait for a peer or for room. */
  readonly bestEffort: boolean;
  /** Messages received that may wait for a receive. */
  readonly readQLen: number;
  /** Messages that may wait for a peer to take them. */
  readonly writeQLen: number;
}

/**
 * Traffic both ways through one send queue and one receive queue of the whole socket: what PAIR and its kin have in
 * common. Queues outlive pipes; what a pipe holds goes with it.
 */
export class QueuedTraffic<Options extends QueuedTrafficOptions = QueuedTrafficOptions>
  implements Protocol, ProtocolContext
{
  /** The socket is its own only exchange. */
  readonly context: this = this;
  protected readonly host: ProtocolHost<Options>;
  readonly #outgoing: SendQueue;
  readonly #incoming: ReceiveQueue;
  #closed = false;

  constructor(host: ProtocolHost<Options>) {
    this.host = host;
    this.#outgoing = new SendQueue(host.options.writeQLen);
    this.#incoming = new ReceiveQueue(host.options.readQLen);
  }

  get queued(): number {
    return this.#outgoing.length;
  }

  attach(pipe: ProtocolPipe): SpError | undefined {
    this.#outgoing.attach(pipe);
    return undefined;
  }

  writable(pipe: ProtocolPipe): void {
    this.#outgoing.writable(pipe);
  }

  detach(pipe: ProtocolPipe): void {
    this.#outgoing.detach(pipe);
    this.#dropped('pipe_closed', this.#incoming.detach(pipe), pipe);
  }

  received(pipe: ProtocolPipe, message: Message): void {
    this.#incoming.offer(pipe, message);
  }

  trySend(message: Message): boolean {
    this.check();
    if (this.#outgoing.trySend(message)) return true;
    if (!this.host.options.bestEffort) return false;
    this.host.dropped('best_effort');
    return true;
  }

  sendLater(waiter: Waiter): void {
    this.#outgoing.sendLater(waiter);
  }

  tryRecv(): Message | undefined {
    this.check();
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
    const { readQLen, writeQLen } = this.host.options;
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

  /** @throws ERR_SP_CLOSED once the socket is closed */
  protected check(): void {
    if (this.#closed) throw closedError('socket');
  }

  #dropped(reason: string, count: number, pipe?: ProtocolPipe): void {
    if (count > 0) this.host.dropped(reason, pipe, count);
  }
}
