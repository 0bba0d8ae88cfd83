import type { SpError } from '../sp-error.ts';
import { EndpointCounters, failureCause } from '../stats/counters.ts';
import type { OptionSet } from '../option-table.ts';
import { nextObjectId } from './pipe-ids.ts';
import type { SocketCore } from './socket-core.ts';

/** What dialers and listeners have in common: an id, options, counters, and a socket that they belong to. */
export abstract class Endpoint<Options extends object> {
  abstract readonly kind: 'dialer' | 'listener';
  readonly id: number = nextObjectId();
  readonly counters: EndpointCounters = new EndpointCounters();
  readonly optionSet: OptionSet<Options>;
  protected readonly core: SocketCore;
  protected state: 'idle' | 'active' | 'closed' = 'idle';

  constructor(core: SocketCore, optionSet: OptionSet<Options>) {
    this.core = core;
    this.optionSet = optionSet;
  }

  abstract get address(): string;

  /** It dials or listens. */
  get active(): boolean {
    return this.state === 'active';
  }

  get options(): Readonly<Options> {
    return this.optionSet.snapshot();
  }

  /** The receive limit in force, where the transport has one. */
  get receiveLimit(): number | undefined {
    return this.optionSet.has('maxRecvSize') ? (this.optionSet.get('maxRecvSize') as number) : undefined;
  }

  configure(options: Partial<Options>): void {
    this.optionSet.configure(options);
  }

  /** Counts a peer that hook or protocol refused. */
  rejected(): void {
    this.core.rejected += 1;
    this.counters.rejected += 1;
  }

  /** Counts a connection that failed before it became a pipe, and tells the observer. */
  protected failed(error: SpError): void {
    const cause = failureCause(error.code);
    if (cause === undefined) return;
    this.counters.failures[cause] += 1;
    // A peer of another protocol is refused by the protocol, whoever notices.
    if (error.code === 'ERR_SP_BAD_PROTO') this.rejected();
    const kind = this.kind === 'dialer' ? 'dial_failed' : 'accept_failed';
    this.core.observer.tell({ kind, reason: error.code, count: 1, address: this.address, error });
  }
}
