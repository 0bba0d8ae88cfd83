import type { Message } from '../message.ts';
import { closedError, SpError } from '../sp-error.ts';
import type { Protocol, ProtocolContext, ProtocolHost, ProtocolPipe } from './protocol.ts';
import type { Waiter } from './waiter.ts';

/** The options that {@link Receiving} looks at. */
export interface ReceivingOptions {
  /** Messages received that may wait for a receive. */
  readonly readQLen: number;
}

/** Messages that wait for a receiver, or receivers that wait for a message. */
export interface Inbox {
  tryRecv(): Message | undefined;
  recvLater(waiter: Waiter): void;
  /** Changes the capacity; receivers go on waiting. Returns how many messages went. */
  resize(capacity: number): number;
  failWaiters(why: unknown): void;
}

/**
 * What PULL and raw SUB share: every peer is welcome, what they send comes out of one queue, and nothing is sent.
 *
 * A protocol adds how messages get into the queue, and what becomes of them when their pipe goes.
 */
export abstract class Receiving<Queue extends Inbox, Options extends ReceivingOptions = ReceivingOptions>
  implements Protocol, ProtocolContext
{
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly queued: number = 0;
  protected readonly host: ProtocolHost<Options>;
  protected readonly incoming: Queue;
  readonly #name: string;
  #closed = false;

  /** @param name - of the protocol, for the error of a send */
  constructor(host: ProtocolHost<Options>, incoming: Queue, name: string) {
    this.host = host;
    this.incoming = incoming;
    this.#name = name;
  }

  abstract detach(pipe: ProtocolPipe): void;

  abstract received(pipe: ProtocolPipe, message: Message): void;

  attach(): undefined {
    // Every peer is welcome.
  }

  writable(): void {
    // Nothing is ever sent.
  }

  trySend(): never {
    throw new SpError('ERR_SP_PROTO_OP', `${this.#name} does not send`);
  }

  sendLater(): void {
    // No send ever waits.
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

  /** Setting the length counts as a change even where it is the same; what goes is up to the queue. */
  changed(name: string): void {
    if (name === 'readQLen') this.dropped('resized', this.incoming.resize(this.host.options.readQLen));
  }

  close(): void {
    this.#closed = true;
    this.incoming.failWaiters(closedError('socket'));
  }

  protected dropped(reason: string, count: number, pipe?: ProtocolPipe): void {
    if (count > 0) this.host.dropped(reason, pipe, count);
  }
}
