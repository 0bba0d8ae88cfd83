import type { AnyTransport, Message, Transports } from '@sp/core';
import {
  closedError,
  ReceiveQueue,
  SendQueue,
  Socket,
  type Protocol,
  type ProtocolContext,
  type ProtocolDefinition,
  type ProtocolInfo,
  type ProtocolPipe,
  type SpError,
  type Waiter,
} from '@sp/core/protocol';

/** A protocol that adds nothing: whatever is sent goes to the next peer as it is, header included. */
class PlainProtocol implements Protocol, ProtocolContext {
  readonly context = this;
  readonly #sending = new SendQueue(128);
  readonly #receiving = new ReceiveQueue(128);
  #closed = false;

  get queued(): number {
    return this.#sending.length;
  }

  attach(pipe: ProtocolPipe): SpError | undefined {
    this.#sending.attach(pipe);
    return undefined;
  }

  detach(pipe: ProtocolPipe): void {
    this.#sending.detach(pipe);
    this.#receiving.detach(pipe);
  }

  received(pipe: ProtocolPipe, message: Message): void {
    this.#receiving.offer(pipe, message);
  }

  writable(pipe: ProtocolPipe): void {
    this.#sending.writable(pipe);
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    return this.#sending.trySend(message);
  }

  sendLater(waiter: Waiter): void {
    this.#sending.sendLater(waiter);
  }

  tryRecv(): Message | undefined {
    if (this.#closed) throw closedError('socket');
    return this.#receiving.tryRecv();
  }

  recvLater(waiter: Waiter): void {
    this.#receiving.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  close(): void {
    this.#closed = true;
    this.#sending.failWaiters(closedError('socket'));
    this.#receiving.failWaiters(closedError('socket'));
  }
}

const plain: ProtocolInfo = { self: 0x10, peer: 0x10, selfName: 'plain', peerName: 'plain' };

/** A socket without a pattern. */
export const plainSocket = <T extends AnyTransport>(net: Transports<T>, info: ProtocolInfo = plain): Socket => {
  const definition: ProtocolDefinition<object> = { info, raw: true, options: {}, create: () => new PlainProtocol() };
  return new Socket(net, definition);
};
