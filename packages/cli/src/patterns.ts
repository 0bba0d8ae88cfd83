import {
  createRep,
  createReq,
  type AddressOf,
  type CoreOptions,
  type NodeTransport,
  type Receives,
  type Sends,
  type SocketBase,
  type Transports,
} from '@sp/node';

/**
 * What a socket does over and over again.
 *
 * - `ask` sends, then receives what comes back
 * - `answer` receives, and sends something back where there is data
 */
export type Role = 'ask' | 'answer';

/** The socket options that every pattern has and that arguments set. */
export interface SocketOptions extends Partial<CoreOptions> {
  readonly recvDeadline: number;
  readonly sendDeadline: number;
}

/** A socket that both sends and receives. */
export type PatternSocket = SocketBase<NodeTransport> & Pick<Sends, 'send'> & Pick<Receives, 'recv'>;

/** An address that some transport may know. */
export type Address = AddressOf<NodeTransport>;

/** A protocol as the command line knows it. A new one is one more entry in {@link patterns}. */
export interface Pattern {
  /** Names of its option; the first one is that of the protocol. */
  readonly names: readonly [string, ...string[]];
  readonly help: string;
  readonly role: Role;
  open(net: Transports<NodeTransport>, options: SocketOptions): PatternSocket;
}

/** Every protocol that can be chosen. */
export const patterns: readonly Pattern[] = [
  {
    names: ['req', 'req0'],
    help: 'send requests, print the replies',
    role: 'ask',
    open: createReq,
  },
  {
    names: ['rep', 'rep0'],
    help: 'print requests, reply to them if there is data',
    role: 'answer',
    open: createRep,
  },
];
