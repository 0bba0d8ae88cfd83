/**
 * What the programs of one company talk with: requests and news, over TCP and within a process.
 *
 * @packageDocumentation
 */
import { transports, type Transports } from '@sp/core';
import { inproc } from '@sp/transport-inproc';
import { tcp } from '@sp/transport-tcp';

/** The transports that {@link net} holds. */
export type CompanyTransport = ReturnType<typeof tcp> | ReturnType<typeof inproc>;

/** The transports of the company: what to give to the `create...` functions. */
export const net: Transports<CompanyTransport> = transports(tcp(), inproc());

export { createPub, type Pub } from '@sp/protocol-pub';
export { createRep, type Rep } from '@sp/protocol-rep';
export { createReq, type Req } from '@sp/protocol-req';
export { createSub, type Sub } from '@sp/protocol-sub';

export { isSpError, Message } from '@sp/core';
