/**
 * The handing-out side of a pipeline: PUSH sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createPush, type Push } from './push.ts';
export { createRawPush, type RawPush } from './raw-push.ts';
export type { PushOptions } from './push-options.ts';
