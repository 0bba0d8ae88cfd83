import type { Message } from '../message.ts';
import { closedError } from '../sp-error.ts';
import { Broadcast, type BroadcastQueue } from './broadcast.ts';
import type { Protocol, ProtocolContext, ProtocolHost, ProtocolPipe } from './protocol.ts';
import { ReceiveQueue } from './receive-queue.ts';
import type { Waiter } from './waiter.ts';

/** The options that broadcasting protocols look at. */
export interface BroadcastingOptions {
  /** Messages received that may wait for a receive. */
  readonly readQLen: number;
  /** Messages that may wait for one peer. */
  readonly writeQLen: number;
}

/**
 * What BUS, STAR and raw SURVEYOR share: a message sent goes to every peer, without ever waiting, and what the peers
 * send comes out of one queue, which holds them back where it is full.
 *
 * A protocol adds what it does to a message on its way out and in.
 */
export abstract class Broadcasting<Options extends BroadcastingOptions = BroadcastingOptions>
  implements Protocol<BroadcastQueue>, ProtocolContext
{
  /** The socket is its own only exchange. */
  readonly context: this = this;
  protected readonly host: ProtocolHost<Options>;
  protected readonly outgoing: Broadcast;
  protected readonly incoming: ReceiveQueue;
  readonly #resizeKeeps: boolean;
  #closed = false;

  /** @param resizeKeeps - whether a new `readQLen` keeps the oldest messages that fit, instead of emptying the queue */
  constructor(host: ProtocolHost<Options>, resizeKeeps: boolean) {
    this.host = host;
    this.outgoing = new Broadcast(host);
    this.incoming = new ReceiveQueue(host.options.readQLen);
    this.#resizeKeeps = resizeKeeps;
  }

  get queued(): number {
    return this.outgoing.length;
  }

  /** Sends a message of the application to those whom it is for. */
  protected abstract distribute(message: Message): void;

  abstract received(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void;

  attach(pipe: ProtocolPipe<BroadcastQueue>): undefined {
    this.outgoing.attach(pipe, this.host.options.writeQLen);
  }

  detach(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.outgoing.detach(pipe);
    this.#dropped('pipe_closed', this.incoming.detach(pipe), pipe);
  }

  writable(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.outgoing.writable(pipe);
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    this.distribute(message);
    return true;
  }

  /** Never called: `trySend` takes everything. */
  sendLater(): void {
    // Nobody waits.
  }

  tryRecv(): Message | undefined {
    if (this.#closed) throw closedError('socket');
    return this.incoming.tryRecv();
  }

  recvLater(waiter: Waiter): void {
    this.incoming.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  /** Setting the length counts as a change even where it is the same; waiting receives go on. */
  changed(name: string): void {
    if (name !== 'readQLen') return;
    if (!this.#resizeKeeps) this.#dropped('resized', this.incoming.discard(false));
    this.#dropped('resized', this.incoming.resize(this.host.options.readQLen));
  }

  close(): void {
    this.#closed = true;
    this.incoming.failWaiters(closedError('socket'));
  }

  #dropped(reason: string, count: number, pipe?: ProtocolPipe): void {
    if (count > 0) this.host.dropped(reason, pipe, count);
  }
}
