import {
  createBus,
  createPair,
  createPair1,
  createPub,
  createPull,
  createPush,
  createRep,
  createReq,
  createRespondent,
  createStar,
  createSub,
  createSurveyor,
  type AddressOf,
  type CoreOptions,
  type NodeTransport,
  type Receives,
  type Sends,
  type SocketBase,
  type Transports,
} from '@sp/node';
import { conversations, type Conversation, type Role, type SocketOf } from './conversation.ts';

/** What the arguments say about a socket. */
export interface SocketSettings {
  readonly options: Partial<CoreOptions>;
  /** What SUB subscribes to. */
  readonly topics: readonly string[];
}

/** A socket, and the conversation that its pattern has on it. */
export interface Opened {
  readonly socket: PatternSocket;
  readonly converse: Conversation;
}

/** A socket of some pattern: it may do nothing but connect. */
export type PatternSocket = SocketBase<NodeTransport> & Partial<Sends & Receives>;

/** An address that some transport may know. */
export type Address = AddressOf<NodeTransport>;

/** A protocol as the command line knows it. A new one is one more entry in {@link patterns}. */
export interface Pattern {
  /** Names of its option; the first one is that of the protocol. */
  readonly names: readonly [string, ...string[]];
  readonly help: string;
  readonly role: Role;
  readonly open: (net: Transports<NodeTransport>, settings: SocketSettings) => Opened;
}

const pattern = <R extends Role>(
  role: R,
  names: Pattern['names'],
  help: string,
  create: (net: Transports<NodeTransport>, settings: SocketSettings) => SocketBase<NodeTransport> & SocketOf[R],
): Pattern => ({
  names,
  help,
  role,
  open: (net, settings) => {
    const socket = create(net, settings);
    return { socket, converse: (parts) => conversations[role](socket, parts) };
  },
});

/**
 * No message waits in the socket: sending one succeeds when a peer takes it, and not before. Otherwise a program that
 * sends and ends could not tell that nobody was there.
 */
const handOver = { writeQLen: 0 };

/** Every protocol that can be chosen. */
export const patterns: readonly Pattern[] = [
  pattern('send', ['push', 'push0'], 'send each message to one peer', (net, { options }) =>
    createPush(net, { ...options, ...handOver }),
  ),
  pattern('receive', ['pull', 'pull0'], 'print messages from PUSH', (net, { options }) => createPull(net, options)),
  pattern('send', ['pub', 'pub0'], 'send messages to all subscribers', (net, { options }) => createPub(net, options)),
  pattern('receive', ['sub', 'sub0'], 'print messages from PUB', (net, { options, topics }) =>
    createSub(net, { ...options, subscribe: topics }),
  ),
  pattern('ask', ['req', 'req0'], 'send requests, print the replies', (net, { options }) => createReq(net, options)),
  pattern('answer', ['rep', 'rep0'], 'print requests, reply to them if there is data', (net, { options }) =>
    createRep(net, options),
  ),
  pattern('ask', ['surveyor', 'surveyor0'], 'send surveys, print the responses', (net, { options }) =>
    createSurveyor(net, options),
  ),
  pattern('answer', ['respondent', 'respondent0'], 'print surveys, respond if there is data', (net, { options }) =>
    createRespondent(net, options),
  ),
  pattern('exchange', ['bus', 'bus0'], 'send to all neighbours if there is data, print theirs', (net, { options }) =>
    createBus(net, options),
  ),
  pattern('exchange', ['pair', 'pair0'], 'send to the one peer if there is data, print its', (net, { options }) =>
    createPair(net, { ...options, ...handOver }),
  ),
  pattern('exchange', ['pair1'], 'the same, with version 1 of the protocol', (net, { options }) =>
    createPair1(net, { ...options, ...handOver }),
  ),
  pattern('exchange', ['star'], 'send to every node if there is data, print theirs', (net, { options }) =>
    createStar(net, options),
  ),
];
