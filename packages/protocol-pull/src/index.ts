/**
 * The collecting side of a pipeline: PULL sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createPull, type Pull } from './pull.ts';
export { createRawPull, type RawPull } from './raw-pull.ts';
export type { PullOptions } from './pull-options.ts';
