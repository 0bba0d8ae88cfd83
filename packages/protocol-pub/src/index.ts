/**
 * The publishing side of publish/subscribe: PUB sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createPub, type Pub } from './pub.ts';
export { createRawPub, type RawPub } from './raw-pub.ts';
export type { PubOptions } from './pub-options.ts';
