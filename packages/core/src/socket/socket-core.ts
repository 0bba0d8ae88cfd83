import type { Clock } from '../clock.ts';
import { fact, OptionSet } from '../option-table.ts';
import type { Pipe, PipeHook } from '../pipe.ts';
import type { Protocol, ProtocolDefinition, ProtocolHost } from '../protocol/protocol.ts';
import { Schedule } from '../protocol/schedule.ts';
import { Traffic } from '../stats/counters.ts';
import { ObserverFeed } from '../stats/observer.ts';
import type { TransportPipe } from '../transport/transport.ts';
import type { Transports } from '../transport/transports.ts';
import { coreOptions, type CoreOptions } from './core-options.ts';
import type { SocketDialer } from './dialer.ts';
import { FairTurn } from './fair-turn.ts';
import { KeepAlive } from './keep-alive.ts';
import { Linger } from './linger.ts';
import type { SocketListener } from './listener.ts';
import { nextObjectId, pipeIds } from './pipe-ids.ts';
import { SocketPipe } from './socket-pipe.ts';

/** Any protocol definition. */
export type AnyDefinition = ProtocolDefinition<object, object>;

/** What `close` resolves to. */
export interface CloseReport {
  /** Messages that had not left when `linger` ran out. */
  readonly dropped: number;
}

/** Everything a socket consists of: protocol, pipes, endpoints, timers, counters. The verbs are in `Context` and `Socket`. */
export class SocketCore implements ProtocolHost<object> {
  readonly id: number = nextObjectId();
  readonly net: Transports;
  readonly definition: AnyDefinition;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly keepAlive: KeepAlive;
  readonly fairTurn: FairTurn = new FairTurn();
  readonly observer: ObserverFeed;
  readonly optionSet: OptionSet<CoreOptions>;
  readonly protocol: Protocol;
  readonly pipes: Set<SocketPipe> = new Set();
  readonly dialers: Set<SocketDialer> = new Set();
  readonly listeners: Set<SocketListener> = new Set();
  readonly traffic: Traffic = new Traffic();
  /** Counters that the protocol names. */
  readonly counters: Map<string, number> = new Map();
  rejected = 0;
  closed = false;
  hook: PipeHook | undefined = undefined;
  #linger: Linger | undefined = undefined;

  constructor(net: Transports, definition: AnyDefinition, given: object | undefined) {
    this.net = net;
    this.definition = definition;
    this.clock = net.clock;
    this.schedule = new Schedule(net.clock);
    this.keepAlive = new KeepAlive(net.clock);
    const raw = fact(definition.raw, 'True on raw sockets.');
    const table = { ...coreOptions, raw, ...definition.options };
    this.optionSet = new OptionSet<CoreOptions>(table, given);
    this.observer = new ObserverFeed(() => this.optionSet.values.observer);
    this.protocol = (definition as unknown as ProtocolDefinition<object>).create(this);
  }

  /** The live option values: what protocols read. */
  get options(): CoreOptions {
    return this.optionSet.values;
  }

  /** Dialers may connect: the socket is open, or has messages left that need a peer. */
  get redials(): boolean {
    return !this.closed || (this.#linger?.needsPeers ?? false);
  }

  dropped(reason: string, pipe?: Pipe, count = 1): void {
    this.#count(reason, count);
    this.observer.tell({ kind: 'message_dropped', reason, count, pipe });
  }

  counted(name: string, count = 1): void {
    this.#count(name, count);
    this.observer.tell({ kind: 'counted', reason: name, count });
  }

  #count(name: string, count: number): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + count);
  }

  /** Makes a pipe of a new connection, unless hook or protocol refuse it; undefined where they do. */
  addPipe(transport: TransportPipe, endpoint: SocketDialer | SocketListener): SocketPipe | undefined {
    const pipe = new SocketPipe(this, transport, endpoint);
    const hook = this.hook;
    this.#callHook(hook, 'attaching', pipe);
    if (!this.#admits(pipe)) {
      this.#refuse(pipe, transport, endpoint);
      return undefined;
    }
    pipe.attached = true;
    this.pipes.add(pipe);
    this.#callHook(hook, 'attached', pipe);
    pipe.announced = true;
    // The pipe may have died, or been closed, while its hook ran: the events keep their order.
    if (pipe.gone) this.#detached(pipe);
    this.lingerStep();
    return pipe.gone ? undefined : pipe;
  }

  /** Asks the protocol, unless the hook has closed the pipe, or the socket, already. */
  #admits(pipe: SocketPipe): boolean {
    if (pipe.gone || !this.redials) return false;
    // A protocol may send at once, so the transport must know its sink by then.
    pipe.start();
    pipe.reason = this.protocol.attach(pipe);
    return pipe.reason === undefined;
  }

  #refuse(pipe: SocketPipe, transport: TransportPipe, endpoint: SocketDialer | SocketListener): void {
    pipe.gone = true;
    transport.close();
    endpoint.rejected();
    this.observer.tell({ kind: 'pipe_refused', reason: 'reject', count: 1, pipe, error: pipe.reason });
    pipeIds.release(pipe.id);
    endpoint.pipeClosed(pipe);
  }

  /** A pipe has ended, by us or by the peer. */
  removePipe(pipe: SocketPipe): void {
    pipe.gone = true;
    if (!pipe.attached) return; // refused in its own hook: addPipe finds out
    this.pipes.delete(pipe);
    this.protocol.detach(pipe);
    if (pipe.announced) this.#detached(pipe);
    this.lingerStep();
  }

  #detached(pipe: SocketPipe): void {
    this.#callHook(this.hook, 'detached', pipe);
    pipeIds.release(pipe.id);
    this.observer.tell({ kind: 'pipe_lost', reason: reasonOf(pipe), count: 1, pipe, error: pipe.reason });
    pipe.endpoint.pipeClosed(pipe);
  }

  #callHook(hook: PipeHook | undefined, event: keyof PipeHook, pipe: SocketPipe): void {
    try {
      hook?.[event]?.(pipe);
    } catch {
      // A hook that throws counts as one that returned: the socket goes on.
    }
  }

  /** Closes everything, giving queued messages up to `linger` milliseconds to leave. */
  close(): Promise<CloseReport> {
    this.closed = true;
    this.keepAlive.hold();
    for (const listener of this.listeners) listener.stop();
    this.protocol.close();
    this.#linger = new Linger(this);
    return this.#linger.done;
  }

  /** Something has moved: perhaps a closing socket is done. */
  lingerStep(): void {
    this.#linger?.step();
  }
}

const reasonOf = (pipe: SocketPipe): string =>
  (pipe.reason as { readonly code?: string } | undefined)?.code ?? 'closed';
