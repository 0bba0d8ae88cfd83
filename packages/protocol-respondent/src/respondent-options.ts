import { deadline, flag, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a context of a RESPONDENT socket; what it is not given it takes over from its socket. */
export interface RespondentContextOptions {
  /** How long `recv` waits for a survey, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** How long `send` waits until the surveyor can take the response, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Drops a response that would have to wait, and counts it. Default false. */
  bestEffort: boolean;
}

/** Options of a RESPONDENT socket. */
export interface RespondentOptions extends RespondentContextOptions {
  /**
   * Surveys that may wait for `recv`. Changing it discards those that do, except what connections hold back because
   * the queue is full. Default 128.
   */
  readQLen: number;
  /** Responses that may wait for one peer, beyond what its connection takes. Applies to later connections. Default 0. */
  writeQLen: number;
  /** Most nodes that a survey may have come through, this one included: 1 to 255. Default 8. */
  ttl: number;
}

/** The checks and defaults of {@link RespondentContextOptions}. */
export const respondentContextOptions: OptionTable<RespondentContextOptions> = {
  recvDeadline: deadline('How long a receive waits for a survey, in milliseconds; 0 tries once.'),
  sendDeadline: deadline('How long a send waits until the surveyor takes the response, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Drops a response that would have to wait.'),
};

/** The checks and defaults of {@link RespondentOptions}. */
export const respondentOptions: OptionTable<RespondentOptions> = {
  ...respondentContextOptions,
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Surveys that may wait for a receive.'),
  writeQLen: integer(0, 0, Number.MAX_SAFE_INTEGER, 'Responses that may wait for one peer; applies to later pipes.'),
  ttl: integer(8, 1, 255, 'Most nodes that a survey may have come through, this one included.'),
};
