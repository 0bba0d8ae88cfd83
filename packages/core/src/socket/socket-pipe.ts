import type { Message } from '../message.ts';
import type { Pipe, PipeProperties } from '../pipe.ts';
import type { Protocol, ProtocolPipe } from '../protocol/protocol.ts';
import { SpError } from '../sp-error.ts';
import { Traffic } from '../stats/counters.ts';
import type { PipeSink, TransportPipe } from '../transport/transport.ts';
import type { SocketDialer } from './dialer.ts';
import type { SocketListener } from './listener.ts';
import { pipeIds } from './pipe-ids.ts';
import type { SocketCore } from './socket-core.ts';

/** One connection: the application's `Pipe`, the protocol's `ProtocolPipe` and the transport's `PipeSink` in one. */
export class SocketPipe implements Pipe, ProtocolPipe, PipeSink {
  readonly id: number;
  readonly address: string;
  readonly dialer: SocketDialer | undefined;
  readonly listener: SocketListener | undefined;
  readonly traffic: Traffic = new Traffic();
  /** When the pipe was made, on the clock of the socket. */
  readonly since: number;
  slot: unknown = undefined;
  /** The protocol knows this pipe. */
  attached = false;
  gone = false;
  /** Its `attached` hook has returned: `detached` may follow. */
  announced = false;
  /** Why the connection ended, or was refused, where it was not the application's doing. */
  reason: Error | undefined = undefined;
  readonly #core: SocketCore;
  readonly #protocol: Protocol;
  readonly #transport: TransportPipe;

  constructor(core: SocketCore, transport: TransportPipe, endpoint: SocketDialer | SocketListener) {
    this.id = pipeIds.take();
    this.address = endpoint.address;
    this.dialer = endpoint.kind === 'dialer' ? endpoint : undefined;
    this.listener = endpoint.kind === 'listener' ? endpoint : undefined;
    this.since = core.clock.now();
    this.#core = core;
    this.#protocol = core.protocol;
    this.#transport = transport;
  }

  get endpoint(): SocketDialer | SocketListener {
    return (this.dialer ?? this.listener) as SocketDialer | SocketListener;
  }

  /** Messages on their way through the transport. */
  get unsent(): number {
    return this.#transport.unsent;
  }

  /** Lets messages in. */
  start(): void {
    this.#transport.attach(this);
  }

  message(message: Message): void {
    if (this.gone) return;
    message.pipe = this;
    this.traffic.rxMessages += 1;
    this.traffic.rxBytes += message.length;
    this.#protocol.received(this, message);
  }

  drained(): void {
    if (this.gone) return;
    this.#protocol.writable(this);
    this.#core.lingerStep();
  }

  send(message: Message, shared: boolean): boolean {
    this.traffic.txMessages += 1;
    this.traffic.txBytes += message.size;
    return this.#transport.send(message, shared);
  }

  pause(): void {
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }

  /** Flushes, then closes from both sides. */
  end(): void {
    this.#transport.end();
  }

  close(): void {
    if (this.gone) return;
    this.#transport.close();
    this.#core.removePipe(this);
  }

  closed(reason?: Error): void {
    if (this.gone) return;
    this.reason = reason;
    this.#core.removePipe(this);
  }

  property<Name extends keyof PipeProperties>(name: Name): PipeProperties[Name];
  property(name: string): unknown;
  property(name: string): unknown {
    const own = this.#transport.property(name);
    if (own !== undefined) return own;
    if (name === 'localAddress') return this.#transport.localAddress;
    if (name === 'remoteAddress') return this.#transport.remoteAddress;
    const { optionSet } = this.endpoint;
    if (optionSet.has(name)) return optionSet.get(name);
    if (this.#core.optionSet.has(name)) return this.#core.optionSet.get(name);
    throw new SpError('ERR_SP_BAD_PROPERTY', `pipe ${this.id} knows no property ${name}`);
  }
}
