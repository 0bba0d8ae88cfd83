import type { Message } from '@sp/core';
import {
  Broadcasting,
  readWord,
  rest,
  wordBytes,
  type BroadcastQueue,
  type ProtocolHost,
  type ProtocolPipe,
} from '@sp/core/protocol';
import type { BusOptions } from './bus-options.ts';

/**
 * The bus for forwarding: a message says which neighbour it came from, and is not sent back there.
 *
 * ```text
 *   received, on the wire                 body
 *   received, as the application has it   id of the pipe, 4 bytes        | body
 *   given to send                         id of a pipe to leave out, x   | body
 *   sent, on the wire                     x, usually empty               | body
 * ```
 *
 * A header shorter than an id goes out as it is.
 */
export class RawBusProtocol extends Broadcasting<BusOptions> {
  readonly #pipes = new Map<number, ProtocolPipe<BroadcastQueue>>();

  constructor(host: ProtocolHost<BusOptions>) {
    super(host, false);
  }

  override attach(pipe: ProtocolPipe<BroadcastQueue>): undefined {
    this.#pipes.set(pipe.id, pipe);
    super.attach(pipe);
  }

  override detach(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#pipes.delete(pipe.id);
    super.detach(pipe);
  }

  protected distribute(message: Message): void {
    const { header } = message;
    if (header.length < 4) {
      this.outgoing.send(message);
      return;
    }
    message.header = rest(header, 4);
    this.outgoing.send(message, this.#pipes.get(readWord(header, 0)));
  }

  received(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void {
    message.header = wordBytes(pipe.id);
    this.incoming.offer(pipe, message);
  }
}
