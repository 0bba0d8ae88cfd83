import type { Message } from '@sp/core';
import type { BroadcastQueue, ProtocolPipe } from '@sp/core/protocol';
import { StarProtocol } from './star-protocol.ts';

/** The star with its hop count in sight: it is in the header of what arrives, and is sent as the application has it. */
export class RawStarProtocol extends StarProtocol {
  protected override distribute(message: Message): void {
    if (message.header.length === 4) this.outgoing.send(message);
    else this.host.dropped('tx_malformed');
  }

  protected override deliver(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void {
    this.incoming.offer(pipe, message);
  }
}
