import type { Message } from '@sp/core';
import { Receiving, type ProtocolHost, type ProtocolPipe } from '@sp/core/protocol';
import { Arrivals } from './arrivals.ts';
import type { RawSubOptions } from './sub-options.ts';

/**
 * Everything that publishers send, for forwarding: no subscriptions, no filter.
 *
 * ```text
 *   received  body
 * ```
 *
 * Unlike a cooked socket it drops the newest message when too many wait.
 */
export class RawSubProtocol extends Receiving<Arrivals, RawSubOptions> {
  constructor(host: ProtocolHost<RawSubOptions>) {
    super(host, new Arrivals(host.options.readQLen), 'sub');
  }

  detach(): void {
    // What has come through the pipe stays.
  }

  received(pipe: ProtocolPipe, message: Message): void {
    if (!this.incoming.offer(message, false)) this.host.dropped('rx_discard', pipe);
  }
}
