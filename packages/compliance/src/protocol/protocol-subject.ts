import type { CallOptions, Message, Payload, PipeHook, ProtocolInfo, StatNode, Transports } from '@sp/core';
import type { MockAddress, MockTransport } from '../mock-net.ts';
import type { MockPipe } from '../mock-pipe.ts';

/** A socket or a context, with whatever verbs it has. */
export interface SubjectExchange {
  getOption(name: string): unknown;
  configure(options: object): void;
  send?(payload: Payload, call?: CallOptions): Promise<void>;
  recv?(call?: CallOptions): Promise<Message>;
  close(): unknown;
}

/** What the cases use of a socket; every one of ours fits. */
export interface SubjectSocket extends SubjectExchange {
  readonly info: ProtocolInfo;
  readonly raw: boolean;
  readonly options: object;
  dial(address: MockAddress, options?: object): Promise<unknown>;
  listen(address: MockAddress): Promise<unknown>;
  openContext?(options?: object): SubjectExchange;
  setPipeHook(hook: PipeHook | undefined): unknown;
  stats(): StatNode;
  close(): Promise<{ readonly dropped: number }>;
}

/**
 * What values an option takes.
 *
 * - `deadline` milliseconds from 0 to `Infinity`
 * - `time` milliseconds above 0, or `Infinity`
 * - `length` an integer of at least 0
 * - `flag` true or false
 * - `ttl` an integer from 1 to 255
 * - `other` none of these; such an option is known and otherwise left alone
 */
export type OptionKind = 'deadline' | 'time' | 'length' | 'flag' | 'ttl' | 'other';

/** One option of the protocol under examination. */
export interface OptionRow {
  readonly kind: OptionKind;
  readonly default?: unknown;
}

/** A protocol to be examined. One entry says everything that the cases have to know of it. */
export interface ProtocolSubject {
  create(net: Transports<MockTransport>, options?: object): SubjectSocket;
  readonly info: ProtocolInfo;
  readonly raw: boolean;
  /** It has a `send` that means something. */
  readonly sends: boolean;
  /** It has a `recv` that means something. */
  readonly receives: boolean;
  /** The options that it has besides those of every socket. */
  readonly options: Readonly<Record<string, OptionRow>>;
  /** The names of the options that a context has; left out where there are no contexts. */
  readonly contexts?: readonly string[];
  /** It stops a peer whose messages nobody takes, at a queue of `readQLen` messages, instead of dropping them. */
  readonly stopsPeers?: boolean;
  /** Brings a socket or context, connected to `pipe`, to where it may receive. */
  beforeRecv?(exchange: SubjectExchange, pipe: MockPipe): Promise<void> | void;
  /** What the peer has to send for `body` to be received then; the body alone unless given. */
  incoming?(body: Uint8Array, pipe: MockPipe): readonly (Uint8Array | string)[];
  /** Brings a socket, connected to `pipe`, to where it may send. */
  beforeSend?(exchange: SubjectExchange, pipe: MockPipe): Promise<void> | void;
  /** What to send for the peer to get `body`; the body alone unless given. `pipeId` is the socket's id of the pipe. */
  outgoing?(body: Uint8Array, pipeId: number): Message;
  /** How to make `send` wait; left out where it never does. */
  readonly sendWaits?: SendWaits;
}

/** A situation in which `send` waits. */
export interface SendWaits {
  /** Options of a socket that can get there. */
  readonly options?: object;
  /** What has to happen, where it needs a peer; without it the socket has none. */
  readonly prepare?: (exchange: SubjectExchange, pipe: MockPipe) => Promise<void>;
}
