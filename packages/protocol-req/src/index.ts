/**
 * The requesting side of request/reply: REQ sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createReq, type Req, type ReqContext } from './req.ts';
export type { ReqOptions } from './req-options.ts';
export { createRawReq, type RawReq } from './raw-req.ts';
export type { RawReqOptions } from './raw-req-options.ts';
