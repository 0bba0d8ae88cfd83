import { deadline, flag, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a raw REQ socket. */
export interface RawReqOptions {
  /** How long `recv` waits, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** How long `send` waits for a peer or for room, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Drops what would have to wait for a peer or for room, and counts it. Default false. */
  bestEffort: boolean;
  /** Messages received that may wait for `recv`. Changing it discards those that do. Default 128. */
  readQLen: number;
  /**
   * Messages that may wait for a peer to take them. Changing it discards those that do, and those of waiting sends.
   * Default 128.
   */
  writeQLen: number;
}

/** The checks and defaults of {@link RawReqOptions}. */
export const rawReqOptions: OptionTable<RawReqOptions> = {
  recvDeadline: deadline('How long a receive waits, in milliseconds; 0 tries once.'),
  sendDeadline: deadline('How long a send waits for a peer or for room, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Drops what would have to wait.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages received that may wait for a receive.'),
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages that may wait for a peer to take them.'),
};
