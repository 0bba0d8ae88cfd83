import { deadline, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a PULL socket, cooked or raw. */
export interface PullOptions {
  /** How long `recv` waits for a message, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** Messages received that may wait for `recv`; then peers have to wait. Lowering it keeps the oldest. Default 128. */
  readQLen: number;
}

/** The checks and defaults of {@link PullOptions}. */
export const pullOptions: OptionTable<PullOptions> = {
  recvDeadline: deadline('How long a receive waits for a message, in milliseconds; 0 tries once.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages received that may wait for a receive.'),
};
