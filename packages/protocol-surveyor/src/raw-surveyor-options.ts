import { deadline, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a raw SURVEYOR socket. */
export interface RawSurveyorOptions {
  /** How long `recv` waits, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** Messages received that may wait for `recv`. Changing it discards those that do. Default 128. */
  readQLen: number;
  /** Surveys that may wait for one peer, beyond what its connection takes. Applies to later connections. Default 128. */
  writeQLen: number;
}

/** The checks and defaults of {@link RawSurveyorOptions}. */
export const rawSurveyorOptions: OptionTable<RawSurveyorOptions> = {
  recvDeadline: deadline('How long a receive waits, in milliseconds; 0 tries once.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages received that may wait for a receive.'),
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Surveys that may wait for one peer; applies to later pipes.'),
};
