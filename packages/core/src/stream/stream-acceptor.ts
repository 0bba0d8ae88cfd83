import type { Clock } from '../clock.ts';
import { newAbortController, type AbortControllerLike } from '../host.ts';
import type { ProtocolInfo } from '../protocol-info.ts';
import { SpError } from '../sp-error.ts';
import { fromSystemError } from '../transport/system-error.ts';
import type { TransportPipe } from '../transport/transport.ts';
import type { ByteDuplex } from './byte-duplex.ts';
import { openStreamPipe } from './open-stream-pipe.ts';
import type { StreamPipeFacts } from './stream-pipe.ts';

/** So many handshakes of one listener may be unfinished. */
export const MAX_PENDING_HANDSHAKES = 1_024;

/** What an acceptor needs of its listener's request; every `ListenRequest` fits. */
export interface StreamAcceptorRequest {
  readonly info: ProtocolInfo;
  readonly clock: Clock;
  accepted(pipe: TransportPipe): void;
  failed(error: SpError): void;
}

/**
 * The accepting half that all stream listeners share: handshakes run side by side, so that silent peers hold up nobody.
 *
 * Finished ones go to `request.accepted` in the order of finishing, failed ones to `request.failed`. When
 * {@link MAX_PENDING_HANDSHAKES} are unfinished, a new connection ends the oldest with ERR_SP_CONN_TIMEOUT.
 */
export class StreamAcceptor {
  readonly #request: StreamAcceptorRequest;
  readonly #pending = new Set<AbortControllerLike>();
  #closed = false;

  constructor(request: StreamAcceptorRequest) {
    this.#request = request;
  }

  /** How many handshakes are unfinished. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Takes a new connection, which is the acceptor's from here on; after `close` it is destroyed at once. It does not keep
   * the process alive.
   *
   * @param handshakeTimeout - how long the peer may take, in milliseconds, where it has used up some of its time already
   */
  accept(duplex: ByteDuplex, facts: StreamPipeFacts, handshakeTimeout?: number): void {
    duplex.unref?.();
    const { clock, info } = this.#request;
    const handshake = newAbortController();
    if (this.#closed) handshake.abort();
    else this.#add(handshake);
    openStreamPipe(duplex, { ...facts, clock, info, signal: handshake.signal, handshakeTimeout }).then(
      (pipe) => {
        this.#pending.delete(handshake);
        if (this.#closed) pipe.close();
        else this.#request.accepted(pipe);
      },
      (error: unknown) => {
        this.#pending.delete(handshake);
        if (!this.#closed) this.#request.failed(fromSystemError(error));
      },
    );
  }

  /** Ends the unfinished handshakes without a report; pipes that were handed over stay. */
  close(): void {
    this.#closed = true;
    for (const handshake of this.#pending) handshake.abort();
    this.#pending.clear();
  }

  #add(handshake: AbortControllerLike): void {
    if (this.#pending.size >= MAX_PENDING_HANDSHAKES) {
      const [oldest] = this.#pending;
      if (oldest !== undefined) this.#pending.delete(oldest);
      oldest?.abort(
        new SpError(
          'ERR_SP_CONN_TIMEOUT',
          `given up for a newer one: ${MAX_PENDING_HANDSHAKES} handshakes are unfinished`,
        ),
      );
    }
    this.#pending.add(handshake);
  }
}
