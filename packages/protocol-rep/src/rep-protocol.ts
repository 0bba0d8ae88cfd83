import { ReceiveQueue, Replying, type ProtocolHost, type ReplyingRules } from '@sp/core/protocol';
import type { RepOptions } from './rep-options.ts';

const rules: ReplyingRules = { subject: 'request', recvForgets: false };

/**
 * The replying side of request/reply, after the SP RFC draft for request/reply.
 *
 * Every pipe holds one request until a context takes it, and reads no further until then.
 */
export class RepProtocol extends Replying<RepOptions> {
  constructor(host: ProtocolHost<RepOptions>) {
    super(host, new ReceiveQueue(0), rules);
  }
}
