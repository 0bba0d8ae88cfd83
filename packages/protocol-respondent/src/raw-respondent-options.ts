import { deadline, flag, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a raw RESPONDENT socket. */
export interface RawRespondentOptions {
  /** How long `recv` waits, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** How long `send` waits until the peer can take the response, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Drops what would have to wait for its peer, and counts it. Default false. */
  bestEffort: boolean;
  /** Messages received that may wait for `recv`. Changing it discards those that do. Default 128. */
  readQLen: number;
  /** Responses that may wait for one peer, beyond what its connection takes. Applies to later connections. Default 128. */
  writeQLen: number;
  /** Most nodes that a survey may have come through, this one included: 1 to 255. Default 8. */
  ttl: number;
}

/** The checks and defaults of {@link RawRespondentOptions}. */
export const rawRespondentOptions: OptionTable<RawRespondentOptions> = {
  recvDeadline: deadline('How long a receive waits, in milliseconds; 0 tries once.'),
  sendDeadline: deadline('How long a send waits until the peer takes the response, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Drops what would have to wait.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages received that may wait for a receive.'),
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Responses that may wait for one peer; applies to later pipes.'),
  ttl: integer(8, 1, 255, 'Most nodes that a survey may have come through, this one included.'),
};
