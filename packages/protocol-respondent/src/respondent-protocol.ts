import { ReceiveQueue, Replying, type ProtocolHost, type ReplyingRules } from '@sp/core/protocol';
import type { RespondentOptions } from './respondent-options.ts';

const rules: ReplyingRules = { subject: 'survey', recvForgets: true };

/**
 * The answering side of surveys, after the SP RFC draft for surveys.
 *
 * Surveys of all pipes wait in one queue; they can be received, and answered in vain, after their pipe is gone.
 */
export class RespondentProtocol extends Replying<RespondentOptions> {
  constructor(host: ProtocolHost<RespondentOptions>) {
    super(host, new ReceiveQueue(host.options.readQLen), rules);
  }

  /** Setting the length, even to what it was, empties the queue; what pipes hold moves up, waiting receives go on. */
  changed(name: string): void {
    if (name !== 'readQLen') return;
    this.dropped('resized', undefined, this.incoming.discard(true));
    this.incoming.resize(this.host.options.readQLen);
  }
}
