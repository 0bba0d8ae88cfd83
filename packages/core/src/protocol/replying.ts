import type { Message } from '../message.ts';
import { takeBacktrace } from './backtrace-input.ts';
import { PipeQueue } from './pipe-queue.ts';
import type { Protocol, ProtocolHost, ProtocolPipe } from './protocol.ts';
import type { ReceiveQueue } from './receive-queue.ts';
import { ReplyExchange, type ReplyOptions } from './reply-exchange.ts';

/** The options that replying looks at. */
export interface ReplyingOptions extends ReplyOptions {
  /** Replies that may wait for one peer. */
  readonly writeQLen: number;
  /** Most words of a backtrace. */
  readonly ttl: number;
}

/** What REP and RESPONDENT differ in. */
export interface ReplyingRules {
  /** What is replied to, in words. */
  readonly subject: string;
  /** True where asking for the next one gives up the one that is unanswered, even if none comes. */
  readonly recvForgets: boolean;
}

/**
 * The cooked side that replies, common to REP and RESPONDENT.
 *
 * ```text
 *   received  backtrace, 1 to ttl words | body
 *   sent      the same backtrace        | body
 * ```
 */
export class Replying<Options extends ReplyingOptions = ReplyingOptions> implements Protocol<PipeQueue> {
  readonly context: ReplyExchange;
  /** What waits to be received, its backtrace in the header. */
  readonly incoming: ReceiveQueue;
  readonly rules: ReplyingRules;
  protected readonly host: ProtocolHost<Options>;
  readonly #contexts = new Set<ReplyExchange>();
  /** Replies on their way, for each peer. */
  readonly #replies = new Set<PipeQueue>();

  constructor(host: ProtocolHost<Options>, incoming: ReceiveQueue, rules: ReplyingRules) {
    this.host = host;
    this.incoming = incoming;
    this.rules = rules;
    this.context = this.openContext(host.options);
  }

  get queued(): number {
    let queued = 0;
    for (const replies of this.#replies) queued += replies.length;
    return queued;
  }

  openContext(options: object): ReplyExchange {
    const context = new ReplyExchange(this, options as ReplyOptions);
    this.#contexts.add(context);
    return context;
  }

  attach(pipe: ProtocolPipe<PipeQueue>): undefined {
    pipe.slot = new PipeQueue(pipe, this.host.options.writeQLen);
    this.#replies.add(pipe.slot);
  }

  detach(pipe: ProtocolPipe<PipeQueue>): void {
    this.#replies.delete(pipe.slot);
    const unserved = this.incoming.detach(pipe);
    const unsent = pipe.slot.discard() + pipe.slot.completeWaiters();
    this.dropped('pipe_closed', pipe, unserved + unsent);
  }

  writable(pipe: ProtocolPipe<PipeQueue>): void {
    pipe.slot.writable();
  }

  received(pipe: ProtocolPipe<PipeQueue>, message: Message): void {
    const fault = takeBacktrace(message, this.host.options.ttl);
    if (fault === undefined) this.incoming.offer(pipe, message);
    else this.dropped(fault, pipe);
  }

  dropped(reason: string, pipe: ProtocolPipe | undefined, count = 1): void {
    if (count > 0) this.host.dropped(reason, pipe, count);
  }

  /** A context has closed. */
  closed(context: ReplyExchange): void {
    this.#contexts.delete(context);
  }

  close(): void {
    for (const context of this.#contexts) context.close();
  }
}
