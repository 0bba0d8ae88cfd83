import { newAbortController, type AbortControllerLike, type AbortSignalLike } from '../host.ts';
import { OptionSet } from '../option-table.ts';
import { closedError, isSpError, SpError } from '../sp-error.ts';
import { fromSystemError } from '../transport/system-error.ts';
import type { Resolved } from '../transport/transports.ts';
import type { TransportPipe } from '../transport/transport.ts';
import { Alarm } from './alarm.ts';
import { BackOff } from './back-off.ts';
import { checkCall, type CallOptions } from './call-options.ts';
import { dialerOptions, type DialerOptions } from './core-options.ts';
import { Endpoint } from './endpoint.ts';
import type { SocketCore } from './socket-core.ts';
import type { SocketPipe } from './socket-pipe.ts';

/** Keeps one connection to one address, making it anew whenever it is lost. */
export interface Dialer<Options extends object = object> {
  readonly id: number;
  /** The address as it was given. */
  readonly address: string;
  /** The options in force; reading is free, `configure` changes them. */
  readonly options: Readonly<Options & DialerOptions>;
  /** Changes options; times apply from the next attempt on, the rest to connections made from now on. */
  configure(options: Partial<Options & DialerOptions>): void;
  /** One option by name, the socket's where the dialer has none. @throws ERR_SP_BAD_OPTION */
  getOption(name: string): unknown;
  /**
   * Connects. Resolves once the pipe is attached, or refused by hook or protocol; from then on the dialer reconnects by
   * itself. A failing first attempt rejects and is not repeated, unless `dialAsync` is set: then it resolves at once.
   * @throws ERR_SP_ADDR_IN_USE while active, ERR_SP_CLOSED, and what the transport reports: ERR_SP_CONN_REFUSED,
   * ERR_SP_BAD_PROTO, ERR_SP_CONN_TIMEOUT, ...
   */
  dial(call?: CallOptions): Promise<void>;
  /** Stops connecting and abandons an attempt; a live pipe stays. @throws ERR_SP_CLOSED the second time */
  close(): void;
  [Symbol.dispose](): void;
}

export class SocketDialer extends Endpoint<DialerOptions> implements Dialer {
  readonly kind = 'dialer';
  readonly address: string;
  pipe: SocketPipe | undefined = undefined;
  readonly #target: Resolved;
  readonly #backOff: BackOff;
  #attempt: AbortControllerLike | undefined = undefined;
  #next: Alarm | undefined = undefined;

  constructor(core: SocketCore, address: string, target: Resolved, given: object) {
    const table = { ...dialerOptions, ...target.transport.dialOptions };
    super(core, new OptionSet<DialerOptions>(table, given, core.options));
    this.address = address;
    this.#target = target;
    this.#backOff = new BackOff(this.optionSet.values);
  }

  getOption(name: string): unknown {
    return this.optionSet.has(name) ? this.optionSet.get(name) : this.core.optionSet.get(name);
  }

  async dial(call?: CallOptions): Promise<void> {
    if (this.state === 'active') throw new SpError('ERR_SP_ADDR_IN_USE', `already dialing ${this.address}`);
    if (this.state === 'closed' || this.core.closed) throw closedError('dialer');
    checkCall(call);
    this.state = 'active';
    this.core.keepAlive.hold();
    if (this.optionSet.values.dialAsync) {
      void this.#tryAgain();
      return;
    }
    try {
      await this.#connect(call);
    } catch (error) {
      if (this.#stop()) this.state = 'idle';
      throw error;
    }
  }

  close(): void {
    if (this.state === 'closed') throw closedError('dialer');
    this.stop();
  }

  /** Closes without complaint about having been closed. */
  stop(): void {
    this.#stop();
    this.state = 'closed';
    this.core.dialers.delete(this);
    this.#attempt?.abort(closedError('dialer'));
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** The pipe of this dialer is gone, or was refused: connect again after a pause. */
  pipeClosed(pipe: SocketPipe): void {
    this.pipe = undefined;
    if (pipe.attached && this.core.clock.now() - pipe.since >= this.optionSet.values.reconnectTime)
      this.#backOff.reset();
    this.#later();
  }

  /** Ends whatever keeps an active dialer going; false where it was not active. */
  #stop(): boolean {
    this.#next?.cancel();
    this.#next = undefined;
    if (this.state !== 'active') return false;
    this.core.keepAlive.release();
    return true;
  }

  #later(): void {
    if (this.state !== 'active' || !this.core.redials) return;
    this.#next = new Alarm(this.core.clock, this.#backOff.next(), () => void this.#tryAgain());
  }

  async #tryAgain(): Promise<void> {
    this.#next = undefined;
    try {
      await this.#connect();
    } catch {
      this.#later();
    }
  }

  /** One attempt. Rejects with the caller's reason, with ERR_SP_CLOSED, or with what the transport says. */
  async #connect(call?: CallOptions): Promise<void> {
    const attempt = newAbortController();
    this.#attempt = attempt;
    const giveUp = watch(call, attempt, this.core);
    let pipe: TransportPipe;
    try {
      pipe = await this.#dialTransport(attempt.signal);
    } catch (error) {
      const { aborted, reason } = attempt.signal;
      const failure = aborted ? givenUp(reason) : fromSystemError(error);
      this.failed(failure);
      throw aborted ? reason : failure;
    } finally {
      giveUp();
      this.#attempt = undefined;
    }
    this.counters.connected += 1;
    if (this.#isClosed()) pipe.close();
    else this.pipe = this.core.addPipe(pipe, this);
  }

  #dialTransport(signal: AbortSignalLike): Promise<TransportPipe> {
    const { info } = this.core.definition;
    const { clock } = this.core;
    const options = { ...this.optionSet.values };
    return this.#target.transport.dial({
      address: this.#target.address,
      url: this.address,
      info,
      options,
      clock,
      signal,
    });
  }

  #isClosed(): boolean {
    return this.state === 'closed';
  }
}

/** What an attempt that we gave up counts as: a timeout, our own closing, or else cancelled. */
const givenUp = (reason: unknown): SpError =>
  isSpError(reason) ? reason : new SpError('ERR_SP_CANCELED', 'the dial was given up');

/** Aborts an attempt when its caller's signal or timeout says so; returns how to stop watching. */
function watch(call: CallOptions | undefined, attempt: AbortControllerLike, core: SocketCore): () => void {
  const { signal, timeout = Infinity } = call ?? {};
  const onAbort = (): void => {
    attempt.abort(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort);
  const deadline =
    timeout === Infinity
      ? undefined
      : core.schedule.after(timeout, () => {
          attempt.abort(new SpError('ERR_SP_CONN_TIMEOUT', `no connection within ${timeout} ms`));
        });
  return () => {
    signal?.removeEventListener('abort', onAbort);
    deadline?.cancel();
  };
}
