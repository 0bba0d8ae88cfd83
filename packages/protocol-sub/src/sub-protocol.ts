import type { Message } from '@sp/core';
import type { Protocol, ProtocolHost, ProtocolPipe } from '@sp/core/protocol';
import { SubExchange } from './sub-exchange.ts';
import type { SubOptions } from './sub-options.ts';

/**
 * The subscribing side of publish/subscribe, after the SP RFC draft for publish/subscribe.
 *
 * ```text
 *   received  body, which starts with what subscriptions are matched against
 *   sent      nothing: publishers never learn what is subscribed to
 * ```
 *
 * Every context has its own subscriptions and its own queue, and is offered each message that matches, once. Nobody is
 * ever slowed down: what does not fit into a queue is dropped.
 */
export class SubProtocol implements Protocol {
  readonly context: SubExchange;
  readonly queued: number = 0;
  readonly #host: ProtocolHost<SubOptions>;
  readonly #contexts: SubExchange[] = [];

  constructor(host: ProtocolHost<SubOptions>) {
    this.#host = host;
    this.context = this.openContext(host.options);
  }

  openContext(options: object): SubExchange {
    const context = new SubExchange(this, options as SubOptions);
    this.#contexts.push(context);
    return context;
  }

  forget(context: SubExchange): void {
    this.#contexts.splice(this.#contexts.indexOf(context), 1);
  }

  attach(): undefined {
    // Every peer is welcome.
  }

  detach(): void {
    // What has come through the pipe stays.
  }

  writable(): void {
    // Nothing is ever sent.
  }

  /** The first context that wants the message gets it as it is, every further one a copy of its own. */
  received(_pipe: ProtocolPipe, message: Message): void {
    let given = false;
    for (const context of this.#contexts) {
      if (!context.wants(message)) continue;
      context.offer(given ? message.dup() : message);
      given = true;
    }
  }

  changed(name: string): void {
    this.context.changed(name);
  }

  dropped(reason: string, count: number): void {
    this.#host.dropped(reason, undefined, count);
  }

  close(): void {
    for (const context of [...this.#contexts]) context.close();
  }
}
