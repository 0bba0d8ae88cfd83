import type { Message } from '@sp/core';
import {
  Broadcasting,
  takeBacktrace,
  type BroadcastQueue,
  type ProtocolHost,
  type ProtocolPipe,
} from '@sp/core/protocol';
import type { RawSurveyorOptions } from './raw-surveyor-options.ts';

/**
 * Surveys and responses as they are, for forwarding: no ids of its own, no time.
 *
 * ```text
 *   sent      header, as the application has it | body
 *   received  backtrace, which becomes header   | body
 * ```
 */
export class RawSurveyorProtocol extends Broadcasting<RawSurveyorOptions> {
  constructor(host: ProtocolHost<RawSurveyorOptions>) {
    super(host, false);
  }

  protected distribute(message: Message): void {
    this.outgoing.send(message);
  }

  received(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void {
    const fault = takeBacktrace(message, Infinity);
    if (fault === undefined) this.incoming.offer(pipe, message);
    else this.host.dropped(fault, pipe);
  }
}
