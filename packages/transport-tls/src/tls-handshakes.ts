import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { MAX_PENDING_HANDSHAKES, type StreamAcceptor, type StreamPipeFacts } from '@sp/core/stream';
import {
  fromSystemError,
  HANDSHAKE_TIMEOUT,
  SpError,
  type Clock,
  type ListenRequest,
  type TimerHandle,
} from '@sp/core/transport';

interface Handshake {
  readonly socket: Socket;
  readonly began: number;
  readonly timer: TimerHandle;
}

/**
 * The TLS handshakes of one listener that are under way, ahead of the SP handshakes of its acceptor: both together have
 * the time and the number that the acceptor alone has elsewhere.
 *
 * A TLS server tells of a connection when it comes, and tells then of its TLS socket when that is ready or has failed.
 * The two are matched by their addresses. A TLS socket that just hung up does not know its addresses any more; its
 * report says the same for all of those.
 */
export class TlsHandshakes {
  readonly #clock: Clock;
  readonly #report: (error: SpError) => void;
  readonly #acceptor: StreamAcceptor;
  readonly #pending = new Map<string, Handshake>();
  /** Why we hung up on connections whose TLS sockets have not reported that yet. */
  readonly #givenUp: SpError[] = [];
  #closed = false;

  constructor(request: Pick<ListenRequest<unknown, unknown>, 'clock' | 'failed'>, acceptor: StreamAcceptor) {
    this.#clock = request.clock;
    this.#report = (error) => {
      if (!this.#closed) request.failed(error);
    };
    this.#acceptor = acceptor;
  }

  /** A connection has come, and its TLS handshake begins. */
  began(socket: Socket): void {
    socket.unref();
    if (this.#pending.size + this.#acceptor.pending >= MAX_PENDING_HANDSHAKES) this.#dropOldest();
    const key = keyOf(socket);
    const timer = this.#clock.setTimer(
      () => {
        this.#giveUp(key, `no TLS handshake within ${HANDSHAKE_TIMEOUT} ms`);
      },
      HANDSHAKE_TIMEOUT,
      false,
    );
    this.#pending.set(key, { socket, began: this.#clock.now(), timer });
    socket.on('close', () => {
      // Connections that were gone when they came have no addresses to tell them apart.
      this.#clock.clearTimer(timer);
      if (this.#pending.get(key)?.socket === socket) this.#pending.delete(key);
    });
    // The listener may have been closed between the arrival and this call.
    if (this.#closed) socket.destroy();
  }

  /** A TLS handshake has succeeded; the SP handshake has the rest of the time. */
  done(socket: TLSSocket, facts: StreamPipeFacts): void {
    const handshake = this.#take(keyOf(socket));
    const spent = handshake === undefined ? 0 : this.#clock.now() - handshake.began;
    this.#acceptor.accept(socket, facts, Math.max(0, HANDSHAKE_TIMEOUT - spent));
  }

  /** A TLS handshake has failed; the server destroys the socket. */
  failed(error: Error, socket: TLSSocket): void {
    const { authorizationError } = socket as { readonly authorizationError: unknown };
    if (this.#take(keyOf(socket)) !== undefined) {
      this.#report(fromSystemError(error));
    } else if (typeof authorizationError === 'string') {
      // Node.js refuses a certificate by hanging up, and keeps no more of the reason than its code.
      const cause = Object.assign(new Error(`the certificate of the client: ${authorizationError}`), {
        code: authorizationError,
      });
      this.#report(new SpError('ERR_SP_TLS_AUTH', cause.message, { cause }));
    } else {
      this.#report(this.#givenUp.shift() ?? fromSystemError(error));
    }
  }

  /** Ends the unfinished handshakes without a report. */
  close(): void {
    this.#closed = true;
    for (const key of this.#pending.keys()) this.#take(key)?.socket.destroy();
  }

  #dropOldest(): void {
    const [oldest] = this.#pending.keys();
    if (oldest === undefined) return;
    this.#giveUp(oldest, `given up for a newer one: ${MAX_PENDING_HANDSHAKES} handshakes are unfinished`);
  }

  #giveUp(key: string, why: string): void {
    const handshake = this.#take(key);
    if (handshake === undefined) return;
    this.#givenUp.push(new SpError('ERR_SP_CONN_TIMEOUT', why));
    handshake.socket.destroy();
  }

  #take(key: string): Handshake | undefined {
    const handshake = this.#pending.get(key);
    if (handshake === undefined) return undefined;
    this.#pending.delete(key);
    this.#clock.clearTimer(handshake.timer);
    return handshake;
  }
}

/** The same for a TLS socket and for the connection below it, and different for all that a listener has at a time. */
const keyOf = ({ localAddress, remoteAddress, remotePort }: Socket): string =>
  [localAddress, remoteAddress, remotePort].join(' ');
