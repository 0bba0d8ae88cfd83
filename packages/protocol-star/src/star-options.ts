import { deadline, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a STAR socket, cooked or raw. */
export interface StarOptions {
  /** How long `recv` waits, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** Messages received that may wait for `recv`. Making it smaller discards the newest of those. Default 128. */
  readQLen: number;
  /** Messages that may wait for one peer, beyond what its connection takes. Applies to later connections. Default 128. */
  writeQLen: number;
  /** Most nodes that a message may have come through, this one included: 1 to 255. Default 8. */
  ttl: number;
}

/** The checks and defaults of {@link StarOptions}. */
export const starOptions: OptionTable<StarOptions> = {
  recvDeadline: deadline('How long a receive waits, in milliseconds; 0 tries once.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages received that may wait for a receive.'),
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages that may wait for one peer; applies to later pipes.'),
  ttl: integer(8, 1, 255, 'Most nodes that a message may have come through, this one included.'),
};
