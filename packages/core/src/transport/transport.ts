import type { Clock } from '../clock.ts';
import type { AbortSignalLike } from '../host.ts';
import type { Message } from '../message.ts';
import type { OptionTable } from '../option-table.ts';
import type { ProtocolInfo } from '../protocol-info.ts';
import type { SpError } from '../sp-error.ts';

/** The version of this interface that `transports()` accepts. */
export const SPI_VERSION = 1;

/**
 * What a pipe tells its user. The user is a socket; a test can be one as well.
 *
 * - `T-001` A pipe never calls its sink from inside `attach`, `send`, `pause`, `resume`, `end` or `close`.
 * - `T-002` Nothing is called before `attach`, and nothing after `closed`.
 */
export interface PipeSink {
  /**
   * One whole message has arrived: empty header, everything in the body, in the order sent (`T-003`).
   * The message and its body are the sink's alone (`T-004`).
   */
  message(message: Message): void;
  /** After `send` returned false: there is room again (`T-005`). */
  drained(): void;
  /** The connection is gone, whoever ended it; called exactly once, `reason` undefined for an orderly end (`T-006`). */
  closed(reason?: Error): void;
}

/** One established connection that carries whole messages both ways, its handshake done. */
export interface TransportPipe {
  /** The peer's protocol number, checked already (`T-007`). */
  readonly peer: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  /** Messages that `send` took and that are not yet with the operating system or the peer. */
  readonly unsent: number;
  /** Names the receiver of everything that arrives; called once, by the socket, before all else. */
  attach(sink: PipeSink): void;
  /**
   * Takes a message for sending: header, then body, as one message. Never throws; a failure becomes `closed` (`T-008`).
   *
   * The message is the pipe's from here on, with two exceptions. Where `shared` is true the same body goes to other
   * pipes or may be sent again: it is only read, never transferred (`T-009`). Where `message.borrowed` is true the body
   * is the application's again after this call: copy it, or call `message.own()` (`T-010`).
   *
   * @returns false when this message was taken but no further one should come before `drained` (`T-005`)
   */
  send(message: Message, shared: boolean): boolean;
  /** Stops delivery at once, even between two messages of one network read (`T-011`). */
  pause(): void;
  /** Lets delivery go on, from outside this call (`T-001`). */
  resume(): void;
  /** Flushes what `send` took, says goodbye, discards input until the peer's end; then `closed` (`T-012`). */
  end(): void;
  /** Gives the connection up at once, unsent messages included; `closed` follows. Idempotent (`T-013`). */
  close(reason?: Error): void;
  /** A fact about the connection by name; undefined where the transport does not know it. */
  property(name: string): unknown;
}

/** What a transport gets to make one outgoing connection. */
export interface DialRequest<Address, Options> {
  /** What `parse` returned. */
  readonly address: Address;
  /** The address as the application wrote it. */
  readonly url: string;
  /** Our numbers and names. The peer must be `info.peer`; anything else is ERR_SP_BAD_PROTO. */
  readonly info: ProtocolInfo;
  readonly options: Readonly<Options>;
  readonly clock: Clock;
  /** Aborted when the dialer closes: reject soon and leave nothing open (`T-014`). */
  readonly signal: AbortSignalLike;
}

/** What a transport gets to accept connections at one address. */
export interface ListenRequest<Address, Options> {
  readonly address: Address;
  readonly url: string;
  readonly info: ProtocolInfo;
  /** The values in force now; read them for each connection, since they may change. */
  readonly options: Readonly<Options>;
  readonly clock: Clock;
  /** Hands over a connection whose handshake is done; the pipe is the receiver's from here on. */
  accepted(pipe: TransportPipe): void;
  /** Reports a connection that failed before it became a pipe. The listener goes on (`T-015`). */
  failed(error: SpError): void;
}

/** An address in use for accepting. */
export interface TransportListener {
  /** The address really bound, scheme included: a wildcard port is resolved. */
  readonly address: string;
  /** Frees the address, gives up pending handshakes; pipes handed over stay (`T-016`). */
  close(): void;
  /** A fact about the listener by name; undefined where the transport does not know it. */
  property?(name: string): unknown;
}

/**
 * A way to reach peers, known by its schemes.
 *
 * Nothing that it opens keeps the process alive (`T-017`): the socket decides about that, see its `ref` and `unref`.
 *
 * The type parameters are what the type checker learns from it: the scheme names, the parsed address, and the options
 * of `dial`.
 */
export interface Transport<Scheme extends string = string, Address = unknown, DialOptions extends object = object> {
  readonly spi: typeof SPI_VERSION;
  /** The text before `://`, case-sensitive. */
  readonly schemes: readonly Scheme[];
  readonly dialOptions: OptionTable<DialOptions>;
  /**
   * Checks an address of one of the schemes, for one of the two roles, without touching the network.
   * @throws ERR_SP_BAD_ADDR, so that mistakes show at the call; ERR_SP_BAD_TRAN for a foreign scheme
   */
  parse(url: string, role: 'dial' | 'listen'): Address;
  /** Connects and does the handshake; rejects with an {@link SpError} that keeps the system's error as cause. */
  dial(request: DialRequest<Address, DialOptions>): Promise<TransportPipe>;
}

/** A transport that can accept connections as well. */
export interface ListeningTransport<
  Scheme extends string = string,
  Address = unknown,
  DialOptions extends object = object,
  ListenOptions extends object = object,
> extends Transport<Scheme, Address, DialOptions> {
  readonly listenOptions: OptionTable<ListenOptions>;
  /** Starts accepting; rejects with ERR_SP_ADDR_IN_USE where the address is taken, and may be tried again. */
  listen(request: ListenRequest<Address, ListenOptions>): Promise<TransportListener>;
}
