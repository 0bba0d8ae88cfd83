import type { Socket } from 'node:net';
import { HANDSHAKE_TIMEOUT, SpError, type Clock } from '@sp/core/transport';

/** So many connections of one server may be without a request. */
export const MAX_PENDING = 1_024;

interface Pending {
  readonly socket: Socket;
  readonly stop: () => void;
}

/** Connections from which no whole request has come yet. */
export class PendingSockets {
  readonly #clock: Clock;
  readonly #failed: (error: SpError) => void;
  /** By both ends: over TLS the connection that a request comes from is another object than the one accepted. */
  readonly #pending = new Map<string, Pending>();

  constructor(clock: Clock, failed: (error: SpError) => void) {
    this.#clock = clock;
    this.#failed = failed;
  }

  add(socket: Socket): void {
    if (this.#pending.size >= MAX_PENDING) {
      const [oldest] = this.#pending.keys();
      if (oldest !== undefined) this.#expire(oldest, `given up for a newer one: ${MAX_PENDING} are unfinished`);
    }
    const key = keyOf(socket);
    const timer = this.#clock.setTimer(
      () => {
        this.#expire(key, `no request within ${HANDSHAKE_TIMEOUT} ms`);
      },
      HANDSHAKE_TIMEOUT,
      false,
    );
    const closed = (): void => {
      this.#take(key);
      this.#failed(new SpError('ERR_SP_EOF', 'before a whole request had come'));
    };
    socket.once('close', closed);
    const stop = (): void => {
      this.#clock.clearTimer(timer);
      socket.off('close', closed);
    };
    this.#pending.set(key, { socket, stop });
  }

  /** A whole request has come, or something has gone wrong; false where that is known already. */
  done(socket: Socket): boolean {
    return this.#take(keyOf(socket)) !== undefined;
  }

  /** Ends all without a report. */
  close(): void {
    for (const key of [...this.#pending.keys()]) this.#take(key)?.socket.destroy();
  }

  #take(key: string): Pending | undefined {
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    pending?.stop();
    return pending;
  }

  #expire(key: string, why: string): void {
    this.#take(key)?.socket.destroy();
    this.#failed(new SpError('ERR_SP_CONN_TIMEOUT', why));
  }
}

const keyOf = ({ localAddress, localPort, remoteAddress, remotePort }: Socket): string =>
  [localAddress, localPort, remoteAddress, remotePort].join();
