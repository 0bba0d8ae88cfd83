import { deadline, fact, flag, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a PAIR1 socket: cooked, raw or polyamorous. */
export interface Pair1Options {
  /** How long `recv` waits for a message, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** How long `send` waits for a peer or for room, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Drops what would have to wait for a peer or for room, and counts it. Default false. */
  bestEffort: boolean;
  /** Messages received that may wait for `recv`; then peers have to. Changing it discards those that do. Default 128. */
  readQLen: number;
  /**
   * Messages that may wait for a peer; with 0 a message leaves only with a peer that is ready for it. Changing it
   * discards those that wait, and those of waiting sends. Default 128.
   */
  writeQLen: number;
  /** Most nodes that a message may have come through, 1 to 255. Applies to messages already on their way. Default 8. */
  ttl: number;
}

/** What can be read but not set. */
export interface Pair1Facts {
  /** True on sockets that talk to several peers at once. */
  polyamorous: boolean;
}

const settable: OptionTable<Pair1Options> = {
  recvDeadline: deadline('How long a receive waits for a message, in milliseconds; 0 tries once.'),
  sendDeadline: deadline('How long a send waits for a peer or for room, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Drops what would have to wait.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages received that may wait for a receive.'),
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages that may wait for a peer to take them.'),
  ttl: integer(8, 1, 255, 'Most nodes that a message may have come through.'),
};

/** The checks and defaults of {@link Pair1Options}. */
export const pair1Options = (polyamorous: boolean): OptionTable<Pair1Options & Pair1Facts> => ({
  ...settable,
  polyamorous: fact(polyamorous, 'True on sockets that talk to several peers at once.'),
});
