/**
 * The subscribing side of publish/subscribe: SUB sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createSub, type Sub, type SubContext, type Subscribes } from './sub.ts';
export { createRawSub, type RawSub } from './raw-sub.ts';
export type { RawSubOptions, SubOptions, SubscribeOption } from './sub-options.ts';
export type { Topic } from './topic.ts';
