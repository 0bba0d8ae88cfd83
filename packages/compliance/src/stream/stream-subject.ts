import type { ByteDuplex, StreamPipeInit } from '@sp/core/stream';
import type { TransportPipe } from '@sp/core/transport';

/**
 * What a stream mapping says of itself.
 *
 * - `prefix` a byte 01 goes before each length, as in the IPC mapping
 */
export type StreamClaim = 'prefix';

/** A way to make pipes of byte streams, to be examined. */
export interface StreamSubject {
  /** `openStreamPipe`, or what a transport has instead. It gets `prefixByte` where `prefix` is claimed. */
  open(duplex: ByteDuplex, init: StreamPipeInit): Promise<TransportPipe>;
  readonly claims: readonly StreamClaim[];
  /** Longest time that anything may take, floods included, in milliseconds. Default 5000. */
  readonly patience?: number;
}
