/**
 * Two peers, both ways, with a limit on hops: PAIR1 sockets, cooked, raw and polyamorous.
 *
 * @packageDocumentation
 */
export { createPair1, type Pair1 } from './pair1.ts';
export { createPair1Poly, type Pair1Poly } from './pair1-poly.ts';
export { createRawPair1, type RawPair1 } from './raw-pair1.ts';
export type { Pair1Facts, Pair1Options } from './pair1-options.ts';
