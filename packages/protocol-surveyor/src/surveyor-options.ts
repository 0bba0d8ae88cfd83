import { amount, deadline, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a context of a SURVEYOR socket; what it is not given it takes over from its socket. */
export interface SurveyorContextOptions {
  /** How long a survey lasts, in milliseconds, at least 1; `Infinity` ends it only with the next one. Default 1,000. */
  surveyTime: number;
  /** How long `recv` waits for a response, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** Responses to one survey that may wait for `recv`; further ones are dropped. Applies to later surveys. Default 128. */
  readQLen: number;
}

/** Options of a SURVEYOR socket. */
export interface SurveyorOptions extends SurveyorContextOptions {
  /** Surveys that may wait for one peer, beyond what its connection takes. Applies to later connections. Default 128. */
  writeQLen: number;
}

/** The checks and defaults of {@link SurveyorContextOptions}. */
export const surveyorContextOptions: OptionTable<SurveyorContextOptions> = {
  surveyTime: amount(1000, 1, 'a number of milliseconds', 'How long a survey lasts, in milliseconds.'),
  recvDeadline: deadline('How long a receive waits for a response, in milliseconds; 0 tries once.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Responses to one survey that may wait for a receive.'),
};

/** The checks and defaults of {@link SurveyorOptions}. */
export const surveyorOptions: OptionTable<SurveyorOptions> = {
  ...surveyorContextOptions,
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Surveys that may wait for one peer; applies to later pipes.'),
};
