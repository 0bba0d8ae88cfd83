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
  nodeTransports,
  type AddressOf,
  type NodeTransport,
  type Receives,
  type Rep,
  type Sends,
  type SocketBase,
} from '@sp/node';
import { securityOptions } from './certificates.ts';
import type { Scene } from './scene.ts';
import type { ProtocolName } from './scenarios.ts';
import type { End } from './tools.ts';

/** The transports of our side. */
export const net: ReturnType<typeof nodeTransports> = nodeTransports();

/** An address, for the type checker. */
export const addressOf = (text: string): AddressOf<NodeTransport> => net.parse(text);

/** The other side may take a moment to listen. */
export const patient = { dialAsync: true, reconnectTime: 10 };

type AnySocket = SocketBase<NodeTransport>;

/** Makes the connection; returns a promise of a peer. */
async function connect(socket: AnySocket, end: End, address: string): Promise<{ attached: Promise<void> }> {
  const attached = new Promise<void>((resolve) => {
    socket.setPipeHook({
      attached: () => {
        resolve();
      },
    });
  });
  const security = securityOptions(end, address);
  if (end === 'listen') await socket.listen(addressOf(address), security);
  else await socket.dial(addressOf(address), { ...patient, ...security });
  return { attached };
}

/** What a socket of ours says, and hears first. */
type Talk = (says: Uint8Array) => Promise<Uint8Array | undefined>;

/** What a socket does once it is connected. */
interface Talking {
  readonly socket: AnySocket;
  readonly talk: Talk;
}

/** Those that send get a peer first: some of them would send to nobody. */
const tells = (socket: AnySocket & Sends): Talking => ({
  socket,
  talk: async (says) => {
    await socket.send(says);
    return undefined;
  },
});

const listens = (socket: AnySocket & Receives): Talking => ({
  socket,
  talk: async () => (await socket.recv()).body,
});

const asks = (socket: AnySocket & Sends & Pick<Receives, 'recv'>): Talking => ({
  socket,
  talk: async (says) => {
    await socket.send(says);
    return (await socket.recv()).body;
  },
});

/** Replies to everything: the other side may ask more than once before it gets the first reply. */
const replies = (socket: AnySocket & Pick<Rep, 'serve'>): Talking => ({
  socket,
  talk: (says) =>
    new Promise((resolve, reject) => {
      socket
        .serve(({ body }) => {
          resolve(body.slice());
          return says;
        })
        .catch(reject);
    }),
});

const options = { maxRecvSize: Infinity };

const talking: Readonly<Record<ProtocolName, () => Talking>> = {
  push: () => tells(createPush(net, options)),
  pull: () => listens(createPull(net, options)),
  pub: () => tells(createPub(net, options)),
  sub: () => listens(createSub(net, { ...options, subscribe: [''] })),
  req: () => asks(createReq(net, options)),
  rep: () => replies(createRep(net, options)),
  surveyor: () => asks(createSurveyor(net, { ...options, surveyTime: Infinity })),
  respondent: () => replies(createRespondent(net, options)),
  bus: () => asks(createBus(net, options)),
  pair: () => asks(createPair(net, options)),
  pair1: () => asks(createPair1(net, options)),
  star: () => asks(createStar(net, options)),
};

/** Starts a socket of ours; it listens when this resolves, if it does. */
export async function startSocket(
  scene: Scene,
  protocol: ProtocolName,
  end: End,
  address: string,
  says: Uint8Array,
): Promise<{ heard: Promise<Uint8Array | undefined> }> {
  const { socket, talk } = talking[protocol]();
  const { attached } = await connect(scene.open(socket), end, address);
  return { heard: attached.then(() => talk(says)) };
}
