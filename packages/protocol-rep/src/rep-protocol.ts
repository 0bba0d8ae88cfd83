import type { Message } from '@sp/core';
import {
  backtraceLength,
  PipeQueue,
  ReceiveQueue,
  head,
  rest,
  type Protocol,
  type ProtocolHost,
  type ProtocolPipe,
} from '@sp/core/protocol';
import { RepExchange } from './rep-exchange.ts';
import type { RepContextOptions, RepOptions } from './rep-options.ts';

/**
 * The replying side of request/reply, after the SP RFC draft for request/reply.
 *
 * ```text
 *   received  backtrace, 1 to ttl words | body
 *   sent      the same backtrace        | body
 * ```
 */
export class RepProtocol implements Protocol<PipeQueue> {
  readonly context: RepExchange;
  readonly contexts: Set<RepExchange> = new Set();
  /** Every pipe holds one request until a context takes it, and reads no further until then. */
  readonly requests: ReceiveQueue = new ReceiveQueue(0);
  readonly #host: ProtocolHost<RepOptions>;
  /** Replies on their way, for each peer. */
  readonly #replies = new Set<PipeQueue>();

  constructor(host: ProtocolHost<RepOptions>) {
    this.#host = host;
    this.context = this.openContext(host.options);
  }

  get queued(): number {
    let queued = 0;
    for (const replies of this.#replies) queued += replies.length;
    return queued;
  }

  openContext(options: object): RepExchange {
    const context = new RepExchange(this, options as RepContextOptions);
    this.contexts.add(context);
    return context;
  }

  attach(pipe: ProtocolPipe<PipeQueue>): undefined {
    pipe.slot = new PipeQueue(pipe, this.#host.options.writeQLen);
    this.#replies.add(pipe.slot);
  }

  detach(pipe: ProtocolPipe<PipeQueue>): void {
    this.#replies.delete(pipe.slot);
    const unserved = this.requests.detach(pipe);
    const unsent = pipe.slot.discard() + pipe.slot.completeWaiters();
    this.dropped('pipe_closed', pipe, unserved + unsent);
  }

  writable(pipe: ProtocolPipe<PipeQueue>): void {
    pipe.slot.writable();
  }

  received(pipe: ProtocolPipe<PipeQueue>, message: Message): void {
    const { body } = message;
    const length = backtraceLength(body, this.#host.options.ttl);
    if (length === 0) {
      this.dropped(backtraceLength(body, Infinity) === 0 ? 'rx_malformed' : 'ttl_drop', pipe);
      return;
    }
    message.header = head(body, length);
    message.body = rest(body, length);
    this.requests.offer(pipe, message);
  }

  dropped(reason: string, pipe: ProtocolPipe, count = 1): void {
    if (count > 0) this.#host.dropped(reason, pipe, count);
  }

  close(): void {
    for (const context of this.contexts) context.close();
  }
}
