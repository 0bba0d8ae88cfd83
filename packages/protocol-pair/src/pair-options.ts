import { deadline, flag, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a PAIR socket, cooked or raw. */
export interface PairOptions {
  /** How long `recv` waits for a message, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** How long `send` waits for the peer or for room, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Drops what would have to wait for the peer or for room, and counts it. Default false. */
  bestEffort: boolean;
  /** Messages received that may wait for `recv`; then the peer has to. Changing it discards those that do. Default 128. */
  readQLen: number;
  /**
   * Messages that may wait for the peer; with 0 a message leaves only with a peer that is ready for it. Changing it
   * discards those that wait, and those of waiting sends. Default 128.
   */
  writeQLen: number;
}

/** The checks and defaults of {@link PairOptions}. */
export const pairOptions: OptionTable<PairOptions> = {
  recvDeadline: deadline('How long a receive waits for a message, in milliseconds; 0 tries once.'),
  sendDeadline: deadline('How long a send waits for the peer or for room, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Drops what would have to wait.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages received that may wait for a receive.'),
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages that may wait for the peer to take them.'),
};
