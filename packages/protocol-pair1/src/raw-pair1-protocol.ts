import type { Message } from '@sp/core';
import { countHop, headerHops, SinglePeer, type ProtocolPipe } from '@sp/core/protocol';
import { hopFault } from './hop-check.ts';
import type { Pair1Options } from './pair1-options.ts';

/**
 * PAIR version 1 with one peer, raw: the hop word is in the header, counted up on arrival, so that a message can be
 * sent on as it is.
 *
 * ```text
 *   received, on the wire   00 00 00 hh, hh up to ttl | body
 *   as the application has  00 00 00 hh + 1           | body
 *   it, and sends it on     (header)
 * ```
 */
export class RawPair1Protocol extends SinglePeer<Pair1Options> {
  override received(pipe: ProtocolPipe, message: Message): void {
    const fault = hopFault(message, this.host.options.ttl);
    if (fault !== undefined) {
      this.host.dropped(fault, pipe);
      return;
    }
    countHop(message);
    super.received(pipe, message);
  }

  /** A header that is no hop word makes the message vanish, even on a closed socket: no peer could accept it. */
  override trySend(message: Message): boolean {
    if (headerHops(message.header) >= 0) return super.trySend(message);
    this.host.dropped('tx_malformed');
    return true;
  }
}
