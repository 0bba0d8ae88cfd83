/**
 * The asking side of surveys: SURVEYOR sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createSurveyor, type Surveyor, type SurveyorContext } from './surveyor.ts';
export type { SurveyorContextOptions, SurveyorOptions } from './surveyor-options.ts';
export { createRawSurveyor, type RawSurveyor } from './raw-surveyor.ts';
export type { RawSurveyorOptions } from './raw-surveyor-options.ts';
