/**
 * Two peers, both ways: PAIR sockets, version 0, cooked and raw.
 *
 * @packageDocumentation
 */
export { createPair, type Pair } from './pair.ts';
export { createRawPair, type RawPair } from './raw-pair.ts';
export type { PairOptions } from './pair-options.ts';
