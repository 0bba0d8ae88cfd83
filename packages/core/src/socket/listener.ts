import { OptionSet } from '../option-table.ts';
import { closedError, SpError } from '../sp-error.ts';
import { fromSystemError } from '../transport/system-error.ts';
import type { Resolved } from '../transport/transports.ts';
import type { ListeningTransport, TransportListener, TransportPipe } from '../transport/transport.ts';
import { Endpoint } from './endpoint.ts';
import type { SocketCore } from './socket-core.ts';
import type { SocketPipe } from './socket-pipe.ts';

/** Accepts any number of connections at one address. */
export interface Listener<Options extends object = object, Address extends string = string> {
  readonly id: number;
  /** The address as it was given; once listening, the one really bound, a wildcard port resolved. */
  readonly address: Address;
  readonly options: Readonly<Options>;
  /** Changes options; they apply to connections made from now on. */
  configure(options: Partial<Options>): void;
  /** One option by name. @throws ERR_SP_BAD_OPTION */
  getOption(name: string): unknown;
  /**
   * Starts accepting; may be tried again after it failed.
   * @throws ERR_SP_ADDR_IN_USE where the address is taken or this listener is active, ERR_SP_CLOSED
   */
  listen(): Promise<void>;
  /** Stops accepting and frees the address; pipes stay. @throws ERR_SP_CLOSED the second time */
  close(): void;
  [Symbol.dispose](): void;
}

export class SocketListener extends Endpoint<object> implements Listener {
  readonly kind = 'listener';
  readonly pipes: Set<SocketPipe> = new Set();
  readonly #given: string;
  readonly #target: Resolved;
  #bound: TransportListener | undefined = undefined;

  constructor(core: SocketCore, address: string, target: Resolved, given: object) {
    super(core, new OptionSet<object>((target.transport as ListeningTransport).listenOptions, given, core.options));
    this.#given = address;
    this.#target = target;
  }

  get address(): string {
    return this.#bound?.address ?? this.#given;
  }

  getOption(name: string): unknown {
    return this.#bound?.property?.(name) ?? this.optionSet.get(name);
  }

  async listen(): Promise<void> {
    if (this.state === 'closed') throw closedError('listener');
    if (this.state === 'active') throw new SpError('ERR_SP_ADDR_IN_USE', `already listening on ${this.address}`);
    this.state = 'active';
    this.core.keepAlive.hold();
    let bound: TransportListener;
    try {
      bound = await (this.#target.transport as ListeningTransport).listen({
        address: this.#target.address,
        url: this.#given,
        info: this.core.definition.info,
        options: this.optionSet.values,
        clock: this.core.clock,
        accepted: (pipe) => {
          this.#accept(pipe);
        },
        failed: (error) => {
          this.failed(error);
        },
      });
    } catch (error) {
      if (this.#isClosed()) throw closedError('listener');
      this.state = 'idle';
      this.core.keepAlive.release();
      throw fromSystemError(error);
    }
    if (this.#isClosed()) {
      bound.close();
      throw closedError('listener');
    }
    this.#bound = bound;
  }

  close(): void {
    if (this.state === 'closed') throw closedError('listener');
    this.stop();
  }

  /** Closes without complaint about having been closed. */
  stop(): void {
    if (this.state === 'active') this.core.keepAlive.release();
    this.state = 'closed';
    this.core.listeners.delete(this);
    this.#bound?.close();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  pipeClosed(pipe: SocketPipe): void {
    this.pipes.delete(pipe);
  }

  #accept(transport: TransportPipe): void {
    this.counters.connected += 1;
    if (this.#isClosed()) {
      transport.close();
      return;
    }
    const pipe = this.core.addPipe(transport, this);
    if (pipe !== undefined) this.pipes.add(pipe);
  }

  #isClosed(): boolean {
    return this.state === 'closed';
  }
}
