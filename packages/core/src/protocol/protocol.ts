import type { Clock } from '../clock.ts';
import type { Message } from '../message.ts';
import type { OptionTable } from '../option-table.ts';
import type { Pipe } from '../pipe.ts';
import type { ProtocolInfo } from '../protocol-info.ts';
import type { SpError } from '../sp-error.ts';
import type { Schedule } from './schedule.ts';
import type { Waiter } from './waiter.ts';

/** A pipe as a protocol sees it. `slot` is the protocol's own place for what it knows of this peer. */
export interface ProtocolPipe<Slot = unknown> extends Pipe {
  /** Set by the protocol in `attach`, untouched by anybody else. */
  slot: Slot;
  /**
   * Hands a message to the transport.
   * @param shared - true where the body goes to other pipes as well or is kept for sending again
   * @returns false when this message was taken but no further one should come before `writable`
   */
  send(message: Message, shared: boolean): boolean;
  /** Stops `received` for this pipe at once. */
  pause(): void;
  /** Lets `received` go on, from outside this call. */
  resume(): void;
}

/** What the socket gives to its protocol. */
export interface ProtocolHost<Options extends object> {
  readonly clock: Clock;
  /** Timers in bulk: deadlines, retries. */
  readonly schedule: Schedule;
  /** The live option values of the socket. */
  readonly options: Readonly<Options>;
  /** Counts `count` messages given up for `reason` and tells the observer: nothing is dropped silently. */
  dropped(reason: string, pipe?: Pipe, count?: number): void;
  /** Moves the counter of this name, for events that lose nothing. */
  counted(name: string, count?: number): void;
}

/**
 * One independent exchange on a socket. A socket is itself one such exchange, its default context.
 *
 * All calls are synchronous; a call that has to wait leaves a {@link Waiter} behind, which the protocol completes or
 * fails later. State errors are thrown as {@link SpError}; "would block" is a return value.
 */
export interface ProtocolContext {
  /**
   * Takes the message now, or returns false having changed nothing.
   * @throws ERR_SP_CLOSED, ERR_SP_PROTO_OP, ERR_SP_PROTO_STATE, ERR_SP_NO_PEERS
   */
  trySend(message: Message): boolean;
  /** Keeps a sender waiting, right after `trySend` returned false for `waiter.message`. */
  sendLater(waiter: Waiter): void;
  /**
   * Gives a message if there is one.
   * @throws ERR_SP_CLOSED, ERR_SP_PROTO_OP, ERR_SP_PROTO_STATE, ERR_SP_NO_PEERS
   */
  tryRecv(): Message | undefined;
  /** Keeps a receiver waiting, right after `tryRecv` returned undefined. */
  recvLater(waiter: Waiter): void;
  /** Ends a waiting call of this context with `why`: its deadline passed, or the caller gave up. */
  cancel(waiter: Waiter, why: unknown): void;
  /** An option of this context was set, perhaps to the same value. */
  changed?(name: string): void;
  /** Ends this context: its waiting calls fail with ERR_SP_CLOSED. */
  close(): void;
}

/** A figure that a protocol adds to the statistics of its socket. */
export interface ProtocolStat {
  readonly name: string;
  readonly description: string;
  readonly type: 'level' | 'counter' | 'boolean';
  readonly value: number | boolean;
}

/** The routing rule, header and state machine of one protocol, cooked or raw. */
export interface Protocol<Slot = unknown> {
  /** The exchange that the socket itself is. */
  readonly context: ProtocolContext;
  /** Messages that wait in queues of ours for a pipe to take them; closing with linger waits for these. */
  readonly queued: number;
  /** A new peer. Returning an error refuses it: it is closed, and nothing else is called for it. */
  attach(pipe: ProtocolPipe<Slot>): SpError | undefined;
  /** The peer is gone; called once for every pipe that `attach` took. */
  detach(pipe: ProtocolPipe<Slot>): void;
  /** A message from a peer: empty header, `message.pipe` set. */
  received(pipe: ProtocolPipe<Slot>, message: Message): void;
  /** The pipe can take messages again, after its `send` returned false. */
  writable(pipe: ProtocolPipe<Slot>): void;
  /** Opens another exchange. Left out where the protocol has none: the socket raises ERR_SP_PROTO_OP. */
  openContext?(options: object): ProtocolContext;
  /** An option of the socket was set, perhaps to the same value. */
  changed?(name: string): void;
  /** Figures for the statistics of the socket, besides those that `dropped` and `counted` name. */
  stats?(): readonly ProtocolStat[];
  /** Ends all waiting calls and contexts with ERR_SP_CLOSED. Queued messages may still leave through `writable`. */
  close(): void;
}

/** Everything the socket must know to run a protocol. */
export interface ProtocolDefinition<Options extends object, ContextOptions extends object = never, Slot = unknown> {
  readonly info: ProtocolInfo;
  readonly raw: boolean;
  readonly options: OptionTable<Options>;
  /** Options that a context has of its own, a part of `options`; left out where there are no contexts. */
  readonly contextOptions?: OptionTable<ContextOptions>;
  create(host: ProtocolHost<Options>): Protocol<Slot>;
}
