/**
 * The replying side of request/reply: REP sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export type { Handler, ServeOptions } from '@sp/core/protocol';
export { createRep, type Rep, type RepContext } from './rep.ts';
export type { RepContextOptions, RepOptions } from './rep-options.ts';
export { createRawRep, type RawRep } from './raw-rep.ts';
export type { RawRepOptions } from './raw-rep-options.ts';
