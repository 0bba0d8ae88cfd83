import type { Message } from '@sp/core';
import { SinglePeer, type ProtocolPipe, type Waiter } from '@sp/core/protocol';
import { FIRST_HOP, hopFault } from './hop-check.ts';
import type { Pair1Options } from './pair1-options.ts';

/**
 * PAIR version 1 with one peer, cooked.
 *
 * ```text
 *   sent      00 00 00 01                | body
 *   received  00 00 00 hh, hh up to ttl  | body
 * ```
 *
 * Some implementations count a message when they receive it and send 0 first; that is accepted as well.
 */
export class Pair1Protocol extends SinglePeer<Pair1Options> {
  override received(pipe: ProtocolPipe, message: Message): void {
    const fault = hopFault(message, this.host.options.ttl);
    if (fault !== undefined) {
      this.host.dropped(fault, pipe);
      return;
    }
    message.skip(4);
    super.received(pipe, message);
  }

  override trySend(message: Message): boolean {
    this.check();
    const { header } = message;
    message.header = FIRST_HOP;
    if (super.trySend(message)) return true;
    message.header = header;
    return false;
  }

  override sendLater(waiter: Waiter): void {
    (waiter.message as Message).header = FIRST_HOP;
    super.sendLater(waiter);
  }
}
