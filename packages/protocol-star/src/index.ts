/**
 * The star, a bus whose nodes forward: STAR sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createStar, type Star } from './star.ts';
export { createRawStar, type RawStar } from './raw-star.ts';
export type { StarOptions } from './star-options.ts';
