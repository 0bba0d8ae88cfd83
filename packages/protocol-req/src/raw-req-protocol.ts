import type { Message } from '@sp/core';
import { QueuedTraffic, takeBacktrace, type ProtocolPipe } from '@sp/core/protocol';
import type { RawReqOptions } from './raw-req-options.ts';

/**
 * Requests and replies as they are, for forwarding: no ids of its own, no retries.
 *
 * ```text
 *   sent      header, as the application has it | body
 *   received  backtrace, which becomes header   | body
 * ```
 */
export class RawReqProtocol extends QueuedTraffic<RawReqOptions> {
  override received(pipe: ProtocolPipe, message: Message): void {
    const fault = takeBacktrace(message, Infinity);
    if (fault === undefined) super.received(pipe, message);
    else this.host.dropped(fault, pipe);
  }
}
