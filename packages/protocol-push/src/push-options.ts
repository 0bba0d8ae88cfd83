import { deadline, flag, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a PUSH socket, cooked or raw. */
export interface PushOptions {
  /** How long `send` waits for a peer or for room, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Drops what would have to wait for a peer or for room, and counts it. Default false. */
  bestEffort: boolean;
  /**
   * Messages that may wait for a peer to take them; with 0 a message leaves only with a peer that is ready for it.
   * Lowering it keeps the oldest that fit. Default 128.
   */
  writeQLen: number;
  /** Fails sends with ERR_SP_NO_PEERS while no peer is connected. Default false. */
  failNoPeers: boolean;
}

/** The checks and defaults of {@link PushOptions}. */
export const pushOptions: OptionTable<PushOptions> = {
  sendDeadline: deadline('How long a send waits for a peer or for room, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Drops what would have to wait.'),
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages that may wait for a peer to take them.'),
  failNoPeers: flag(false, 'Fails sends while no peer is connected.'),
};
