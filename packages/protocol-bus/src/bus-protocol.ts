import type { Message } from '@sp/core';
import { Broadcasting, type BroadcastQueue, type ProtocolHost, type ProtocolPipe } from '@sp/core/protocol';
import type { BusOptions } from './bus-options.ts';

const EMPTY = new Uint8Array(0);

/** The bus, after the SP RFC draft for it: bodies without a header, to all direct neighbours, never any further. */
export class BusProtocol extends Broadcasting<BusOptions> {
  constructor(host: ProtocolHost<BusOptions>) {
    super(host, false);
  }

  protected distribute(message: Message): void {
    message.header = EMPTY;
    this.outgoing.send(message);
  }

  received(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void {
    this.incoming.offer(pipe, message);
  }
}
