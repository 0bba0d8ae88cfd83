import type { Dialer } from './socket/dialer.ts';
import type { Listener } from './socket/listener.ts';

/**
 * What a pipe can tell about its connection. Transports add their own by augmenting this interface in
 * `@sp/core/transport`.
 */
export interface PipeProperties {
  /** Our end, in the transport's own notation. */
  localAddress: string;
  /** The peer's end; equals the `localAddress` that the peer sees. */
  remoteAddress: string;
  /** The receive limit that this connection was made with, in bytes. */
  maxRecvSize: number;
}

/** One connection to one peer, as its socket sees it. It stays readable after the connection is gone. */
export interface Pipe {
  /** 1 to 2^31-1, unique among the live pipes of the process. */
  readonly id: number;
  /** The address of the endpoint that made the pipe, or '' where there is none. */
  readonly address: string;
  /** The dialer that made the pipe, or undefined. */
  readonly dialer: Dialer | undefined;
  /** The listener that made the pipe, or undefined. */
  readonly listener: Listener | undefined;
  /** True once the connection is given up. */
  readonly gone: boolean;
  /**
   * A fact about the connection; falls back to the options of the endpoint, then of the socket.
   * @throws ERR_SP_BAD_PROPERTY where nobody knows the name
   */
  property<Name extends keyof PipeProperties>(name: Name): PipeProperties[Name];
  property(name: string): unknown;
  /** Ends the connection; a dialer makes a new one. Does nothing the second time. Inside `attaching` it refuses the pipe. */
  close(): void;
}

/** Callbacks of {@link SocketBase.setPipeHook}: each is called at most once per pipe, in this order. */
export interface PipeHook {
  /** The connection is made, the protocol does not know it yet; `pipe.close()` refuses it. */
  attaching?(pipe: Pipe): void;
  /** The protocol accepted the pipe; messages may flow already. */
  attached?(pipe: Pipe): void;
  /** The protocol forgot the pipe; only for pipes that were attached. The id is reserved until this returns. */
  detached?(pipe: Pipe): void;
}
