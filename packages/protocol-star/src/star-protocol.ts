import type { Message } from '@sp/core';
import {
  Broadcasting,
  countHop,
  hopCount,
  hopWord,
  type BroadcastQueue,
  type ProtocolHost,
  type ProtocolPipe,
} from '@sp/core/protocol';
import type { StarOptions } from './star-options.ts';

const EMPTY = new Uint8Array(0);

/**
 * The star, as mangos has it: every node passes what it receives on to its other neighbours.
 *
 * ```text
 *   sent, received   0, 0, 0, nodes it has come through | body
 * ```
 *
 * There is no other guard against going round in circles than the count.
 */
export class StarProtocol extends Broadcasting<StarOptions> {
  #pipes = 0;

  constructor(host: ProtocolHost<StarOptions>) {
    super(host, true);
  }

  override attach(pipe: ProtocolPipe<BroadcastQueue>): undefined {
    this.#pipes += 1;
    super.attach(pipe);
  }

  override detach(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#pipes -= 1;
    super.detach(pipe);
  }

  protected distribute(message: Message): void {
    message.header = hopWord(0);
    this.outgoing.send(message);
  }

  /** Passes a message on, then gives it to the application: a full queue here does not hold up the others. */
  received(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void {
    const hops = hopCount(message);
    if (hops < 0 || hops >= this.host.options.ttl) {
      this.host.dropped(hops < 0 ? 'rx_malformed' : 'ttl_drop', pipe);
      return;
    }
    countHop(message);
    // The application may alter what it receives, while a transport still holds what is passed on.
    if (this.#pipes > 1) this.outgoing.send(message.dup(), pipe);
    this.deliver(pipe, message);
  }

  /** Gives the application what it is to see. */
  protected deliver(pipe: ProtocolPipe<BroadcastQueue>, message: Message): void {
    message.header = EMPTY;
    this.incoming.offer(pipe, message);
  }
}
