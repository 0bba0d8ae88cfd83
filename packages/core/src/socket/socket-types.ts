import type {
  AnyTransport,
  AddressOf,
  DialOptionsOf,
  Listening,
  ListenOptionsOf,
  SameScheme,
  TransportOf,
} from '../transport/transports.ts';
import type { Message, Payload } from '../message.ts';
import type { PipeHook } from '../pipe.ts';
import type { ProtocolInfo } from '../protocol-info.ts';
import type { StatNode } from '../stats/stat-node.ts';
import type { CallOptions } from './call-options.ts';
import type { CoreOptions, DialerOptions } from './core-options.ts';
import type { Dialer } from './dialer.ts';
import type { Listener } from './listener.ts';
import type { CloseReport } from './socket-core.ts';

/** What every socket has, whatever its pattern. `T` are the transports it was given. */
export interface SocketBase<
  T = AnyTransport,
  Options extends object = object,
  Info extends ProtocolInfo = ProtocolInfo,
> {
  /** A process-wide number, for telling sockets apart in statistics. */
  readonly id: number;
  readonly info: Info;
  readonly raw: boolean;
  readonly closed: boolean;
  /** The options in force, as a copy. */
  readonly options: Readonly<Options & CoreOptions & { raw: boolean }>;
  /** One option by name. @throws ERR_SP_BAD_OPTION */
  getOption(name: string): unknown;
  /**
   * Changes options; all or none. Core options reach existing endpoints too, queue lengths apply at once.
   * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE
   */
  configure(options: Partial<Options & CoreOptions>): void;
  /**
   * Connects, and reconnects from then on. A first attempt that fails rejects and leaves nothing behind; with
   * `dialAsync` the call resolves at once and attempts go on in the background. The options follow from the address.
   * @throws ERR_SP_BAD_TRAN, ERR_SP_BAD_ADDR, ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE, ERR_SP_CONN_REFUSED,
   * ERR_SP_CONN_TIMEOUT, ERR_SP_BAD_PROTO, ERR_SP_CLOSED
   */
  dial<A extends AddressOf<T>>(
    address: A,
    options?: Partial<DialOptionsOf<TransportOf<T, A>> & DialerOptions> & CallOptions,
  ): Promise<Dialer<DialOptionsOf<TransportOf<T, A>>>>;
  /**
   * Accepts connections; resolves to the listener, whose `address` is the one really bound.
   * @throws ERR_SP_BAD_TRAN, ERR_SP_BAD_ADDR, ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE, ERR_SP_ADDR_IN_USE, ERR_SP_CLOSED
   */
  listen<A extends AddressOf<Listening<T>>>(
    address: A,
    options?: Partial<ListenOptionsOf<TransportOf<T, A>>>,
  ): Promise<Listener<ListenOptionsOf<TransportOf<T, A>>, SameScheme<A>>>;
  /** A dialer that has not dialed yet; errors as `dial` where they do not need the network. */
  newDialer<A extends AddressOf<T>>(
    address: A,
    options?: Partial<DialOptionsOf<TransportOf<T, A>> & DialerOptions>,
  ): Dialer<DialOptionsOf<TransportOf<T, A>>>;
  /** A listener that does not listen yet; errors as `listen` where they do not need the network. */
  newListener<A extends AddressOf<Listening<T>>>(
    address: A,
    options?: Partial<ListenOptionsOf<TransportOf<T, A>>>,
  ): Listener<ListenOptionsOf<TransportOf<T, A>>, SameScheme<A>>;
  /** Watches, and may refuse, connections; returns the previous hook. `undefined` removes it. */
  setPipeHook(hook: PipeHook | undefined): PipeHook | undefined;
  /** A snapshot of the counters of this socket, its endpoints and pipes. */
  stats(): StatNode;
  /** Lets the socket keep the process alive, the default. */
  ref(): this;
  /** Lets the process end although the socket is open. */
  unref(): this;
  /**
   * Closes: waiting calls end with ERR_SP_CLOSED and addresses are free at once, queued messages get up to `linger`
   * milliseconds to leave. Resolves to what was left. @throws ERR_SP_CLOSED the second time
   */
  close(): Promise<CloseReport>;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The verbs of a socket or context that sends. */
export interface Sends {
  /**
   * Sends a message; resolves when it was accepted, which is at once unless there is no room or no peer.
   * Bytes may be reused when the call returns; a `Message` is given away until the send fails.
   * @throws ERR_SP_SEND_TIMEOUT after `sendDeadline` or `timeout`, ERR_SP_CLOSED, and the state errors of the pattern
   */
  send(payload: Payload, call?: CallOptions): Promise<void>;
  /** Sends without waiting: false means that nothing happened. @throws as `send`, synchronously */
  trySend(payload: Payload): boolean;
}

/** The verbs of a socket or context that receives. */
export interface Receives {
  /**
   * Receives the next message, which is the caller's to modify.
   * @throws ERR_SP_RECV_TIMEOUT after `recvDeadline` or `timeout`, ERR_SP_CLOSED, and the state errors of the pattern
   */
  recv(call?: CallOptions): Promise<Message>;
  /** Receives without waiting: undefined where there is nothing. @throws as `recv`, synchronously */
  tryRecv(): Message | undefined;
  /** Messages until the socket or context closes; leaving the loop leaves the socket open. */
  messages(call?: CallOptions): AsyncIterableIterator<Message>;
  /** Messages in bursts, one wake-up for each: the fast lane. */
  batches(call?: CallOptions): AsyncIterableIterator<Message[]>;
  [Symbol.asyncIterator](): AsyncIterableIterator<Message>;
}

/** What every context has besides its verbs. */
export interface ContextBase<Options extends object> {
  readonly options: Readonly<Options>;
  /** One option by name. @throws ERR_SP_BAD_OPTION */
  getOption(name: string): unknown;
  /** Changes options; all or none. @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE */
  configure(options: Partial<Options>): void;
  /** Ends the context: its waiting calls end with ERR_SP_CLOSED. @throws ERR_SP_CLOSED the second time */
  close(): void;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A socket that can hold several independent exchanges. */
export interface OpensContexts<Ctx, Options extends object> {
  /**
   * Opens an exchange of its own on this socket; options not given are the socket's of this moment.
   * @throws ERR_SP_CLOSED, ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE
   */
  openContext(options?: Partial<Options>): Ctx;
}
