/**
 * A connection that carries bytes both ways: what {@link openStreamPipe} needs of `net.Socket`, `tls.TLSSocket`, a
 * serial line or a test double.
 *
 * It behaves like a Node duplex stream whose `allowHalfOpen` may have either value. In particular it calls no listener
 * and no `written` from inside of the methods below.
 */
export interface ByteDuplex {
  /**
   * Bytes given to `write` that are still needed: 0 means that everything is with the operating system or copied, so
   * that the memory of all earlier calls may be written to again.
   */
  readonly writableLength: number;
  /**
   * Sends bytes; any number of calls may be under way.
   *
   * @param bytes - left alone by the caller until `written` is called or `writableLength` is 0. They must not reach a
   * reader in the same process without a copy
   * @param written - called once when these bytes are no longer needed, with an error where they could not be sent
   */
  write(bytes: Uint8Array, written?: (error?: Error | null) => void): unknown;
  /** Collects the writes that follow, to send them in one go at `uncork`. */
  cork(): void;
  uncork(): void;
  /** Stops reading; a little that is under way may still arrive. */
  pause(): unknown;
  resume(): unknown;
  /** Sends everything that was written, then the end of the stream; reading goes on. */
  end(): unknown;
  /** Gives the connection up at once, in both directions. */
  destroy(): unknown;
  /** Lets the process end although the connection is open, in hosts where it would not. */
  unref?(): unknown;
  /** Some bytes have arrived; they are the listener's to keep and to modify. Having a listener starts the reading. */
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  /** `end`: the peer sends no more. `close`: the connection is gone. */
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  off(event: 'end' | 'close', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}
