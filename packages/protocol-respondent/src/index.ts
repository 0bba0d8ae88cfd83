/**
 * The answering side of surveys: RESPONDENT sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export type { Handler, ServeOptions } from '@sp/core/protocol';
export { createRespondent, type Respondent, type RespondentContext } from './respondent.ts';
export type { RespondentContextOptions, RespondentOptions } from './respondent-options.ts';
export { createRawRespondent, type RawRespondent } from './raw-respondent.ts';
export type { RawRespondentOptions } from './raw-respondent-options.ts';
