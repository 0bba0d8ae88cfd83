import type { Message } from '@sp/core';
import {
  closedError,
  SpError,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
} from '@sp/core/protocol';

/** What is known of one follower. */
interface Follower {
  /** Its transport takes a message now. */
  ready: boolean;
  /** It has yet to be sent the newest announcement. */
  behind: boolean;
}

/**
 * The announcing side.
 *
 * ```text
 *   sent      body
 *   received  nothing: what a peer sends is dropped
 * ```
 *
 * Only the newest announcement counts: a follower who comes gets it at once, and a slow one does not get those that
 * were replaced in the meantime. So no send ever waits, and there is no queue to fill up.
 */
export class AnnounceProtocol implements Protocol<Follower>, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly #host: ProtocolHost<object>;
  readonly #pipes = new Set<ProtocolPipe<Follower>>();
  #newest: Message | undefined = undefined;
  #closed = false;

  constructor(host: ProtocolHost<object>) {
    this.#host = host;
  }

  get queued(): number {
    let queued = 0;
    for (const { slot } of this.#pipes) if (slot.behind) queued += 1;
    return queued;
  }

  attach(pipe: ProtocolPipe<Follower>): undefined {
    pipe.slot = { ready: true, behind: false };
    this.#pipes.add(pipe);
    if (this.#newest !== undefined) this.#tell(pipe, this.#newest);
  }

  detach(pipe: ProtocolPipe<Follower>): void {
    this.#pipes.delete(pipe);
    if (pipe.slot.behind) this.#host.dropped('pipe_closed', pipe);
  }

  writable(pipe: ProtocolPipe<Follower>): void {
    pipe.slot.ready = true;
    if (pipe.slot.behind && this.#newest !== undefined) this.#tell(pipe, this.#newest);
  }

  received(pipe: ProtocolPipe<Follower>): void {
    this.#host.dropped('rx_unexpected', pipe);
  }

  trySend(message: Message): true {
    if (this.#closed) throw closedError('socket');
    // It is kept for those who come later.
    message.own();
    this.#newest = message;
    for (const pipe of this.#pipes) {
      if (pipe.slot.ready) this.#tell(pipe, message);
      else if (pipe.slot.behind) this.#host.dropped('tx_outdated', pipe);
      else pipe.slot.behind = true;
    }
    return true;
  }

  sendLater(): void {
    // No send ever waits.
  }

  tryRecv(): never {
    throw new SpError('ERR_SP_PROTO_OP', 'announce does not receive');
  }

  recvLater(): void {
    // No receive ever waits.
  }

  cancel(): void {
    // Nobody ever waits.
  }

  close(): void {
    this.#closed = true;
  }

  #tell(pipe: ProtocolPipe<Follower>, message: Message): void {
    pipe.slot.behind = false;
    // Shared: other pipes get the same bytes.
    pipe.slot.ready = pipe.send(message, true);
  }
}
