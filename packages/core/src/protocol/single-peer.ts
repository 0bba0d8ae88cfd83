import { SpError } from '../sp-error.ts';
import type { ProtocolPipe } from './protocol.ts';
import { QueuedTraffic, type QueuedTrafficOptions } from './queued-traffic.ts';

/**
 * Traffic both ways with one peer at a time: PAIR and PAIR1. While it is there others are refused; after it the next
 * one gets what is still queued.
 */
export class SinglePeer<Options extends QueuedTrafficOptions = QueuedTrafficOptions> extends QueuedTraffic<Options> {
  #peer: ProtocolPipe | undefined = undefined;

  override attach(pipe: ProtocolPipe): SpError | undefined {
    if (this.#peer !== undefined) {
      this.host.counted('already');
      return new SpError('ERR_SP_PROTO_STATE', `pipe ${this.#peer.id} is the peer already`);
    }
    this.#peer = pipe;
    return super.attach(pipe);
  }

  override detach(pipe: ProtocolPipe): void {
    this.#peer = undefined;
    super.detach(pipe);
  }
}
