import type { Message } from '@sp/core';
import { closedError, SpError, type ProtocolContext, type Waiter } from '@sp/core/protocol';
import { Arrivals } from './arrivals.ts';
import type { SubOptions } from './sub-options.ts';
import type { SubProtocol } from './sub-protocol.ts';
import { TopicTree } from './topic-tree.ts';
import { topicBytes, type Topic } from './topic.ts';

/** One subscriber: its own topics, and the messages that match them. */
export class SubExchange implements ProtocolContext {
  readonly #protocol: SubProtocol;
  readonly #options: Readonly<SubOptions>;
  readonly #topics = new TopicTree();
  readonly #arrivals: Arrivals;
  #closed = false;

  /** @param options - the live values, which are read whenever they matter */
  constructor(protocol: SubProtocol, options: Readonly<SubOptions>) {
    this.#protocol = protocol;
    this.#options = options;
    this.#arrivals = new Arrivals(options.readQLen);
  }

  subscribe(topic: Topic): void {
    const bytes = topicBytes(topic);
    this.#check();
    this.#topics.add(bytes);
  }

  /** What waits and matches no other topic goes with the subscription. */
  unsubscribe(topic: Topic): void {
    const bytes = topicBytes(topic);
    this.#check();
    if (!this.#topics.delete(bytes)) throw new SpError('ERR_SP_BAD_VALUE', 'there is no subscription to this topic');
    this.#dropped(
      'unsubscribed',
      this.#arrivals.filter((message) => this.wants(message)),
    );
  }

  /** True where the message is subscribed to. Its body is looked at where it lies: no array is made of it. */
  wants({ bytes, start, length }: Message): boolean {
    return this.#topics.matches(bytes, start, start + length);
  }

  offer(message: Message): void {
    if (!this.#arrivals.offer(message, this.#options.preferNew)) this.#dropped('rx_discard', 1);
  }

  trySend(): never {
    throw new SpError('ERR_SP_PROTO_OP', 'sub does not send');
  }

  sendLater(): void {
    // No send ever waits.
  }

  tryRecv(): Message | undefined {
    this.#check();
    return this.#arrivals.tryRecv();
  }

  recvLater(waiter: Waiter): void {
    this.#arrivals.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  changed(name: string): void {
    if (name === 'readQLen') this.#dropped('resized', this.#arrivals.resize(this.#options.readQLen));
  }

  close(): void {
    this.#closed = true;
    this.#protocol.forget(this);
    this.#arrivals.failWaiters(closedError('context'));
  }

  #check(): void {
    if (this.#closed) throw closedError('context');
  }

  #dropped(reason: string, count: number): void {
    if (count > 0) this.#protocol.dropped(reason, count);
  }
}
