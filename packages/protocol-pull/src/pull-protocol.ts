import type { Message } from '@sp/core';
import { ReceiveQueue, Receiving, type ProtocolHost, type ProtocolPipe } from '@sp/core/protocol';
import type { PullOptions } from './pull-options.ts';

/**
 * The collecting side of a pipeline, after the SP RFC draft for pipelines; cooked and raw alike.
 *
 * ```text
 *   received  body
 * ```
 *
 * When the queue is full each peer may leave one more message here, and is then stopped until there is room. A new
 * length keeps the oldest messages that fit, and lets held ones in where there is room.
 */
export class PullProtocol extends Receiving<ReceiveQueue, PullOptions> {
  constructor(host: ProtocolHost<PullOptions>) {
    super(host, new ReceiveQueue(host.options.readQLen), 'pull');
  }

  /** What the pipe holds goes with it, what is queued stays. */
  detach(pipe: ProtocolPipe): void {
    this.dropped('pipe_closed', this.incoming.detach(pipe), pipe);
  }

  received(pipe: ProtocolPipe, message: Message): void {
    this.incoming.offer(pipe, message);
  }
}
