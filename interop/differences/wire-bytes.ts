import { createRep, createRespondent, type Rep, type Respondent } from '@sp/node';
import { addressOf, net, startSocket } from '../our-sockets.ts';
import { repeating } from '../sides.ts';
import type { ProtocolName } from '../scenarios.ts';
import type { Scene } from '../scene.ts';
import { bareClient, bareServer, frame, handshakeOf, hex } from './bare.ts';
import { equal, freeAddress, peerProcess, type Difference } from './difference.ts';

/** What a protocol puts in front of the body of a first message, and who has to be there for it. */
interface Opening {
  readonly protocol: ProtocolName;
  readonly peer: ProtocolName;
  readonly header: string;
  readonly tools?: readonly string[];
}

/** An id whose top bit is set; which one it is differs. */
const someId = '80000001';

const openings: readonly Opening[] = [
  { protocol: 'push', peer: 'pull', header: '' },
  { protocol: 'pub', peer: 'sub', header: '' },
  { protocol: 'req', peer: 'rep', header: someId },
  { protocol: 'surveyor', peer: 'respondent', header: someId },
  { protocol: 'bus', peer: 'bus', header: '' },
  { protocol: 'pair', peer: 'pair', header: '' },
  { protocol: 'pair1', peer: 'pair1', header: '00000001', tools: ['nngcat'] },
  { protocol: 'star', peer: 'star', header: '00000000', tools: ['macat'] },
];

/** A stream whose first message has the id above, if its own id has the top bit set. */
const withoutId = (stream: string): string => stream.replace(/(?<=^.{32})[89a-f].{7}/, someId);

/** What somebody sends who dials here. */
async function sentBy(
  scene: Scene,
  { protocol, peer, header }: Opening,
  start: (address: string) => Promise<unknown>,
): Promise<string> {
  const [address, connecting] = await bareServer(scene);
  // Ours has not got what it waits for when the case ends.
  start(address).catch(() => undefined);
  const connection = await connecting;
  connection.write(handshakeOf(peer));
  const stream = await connection.arrived((handshakeOf(protocol) + frame(`${header}${hex('ping')}`)).length / 2);
  return header === someId ? withoutId(stream) : stream;
}

const sameBytes = (opening: Opening): Difference => {
  const { protocol, header, tools } = opening;
  const but = header === someId ? ', but for the id' : '';
  return {
    title: `its ${protocol.toUpperCase()} and ours put the same bytes on the wire${but}`,
    ...(tools === undefined ? {} : { tools }),
    run: async (scene, peer) => {
      const expected = handshakeOf(protocol) + frame(`${header}${hex('ping')}`);
      const its = await sentBy(scene, opening, (address) => {
        // The first message may leave before the handshake is over, which is to say nowhere.
        const data = ['--data', 'ping', ...repeating(peer, protocol)];
        peerProcess(scene, peer, protocol, 'dial', address, ...data);
        return Promise.resolve();
      });
      equal(its.slice(0, expected.length), expected, 'its bytes');
      const ours = await sentBy(scene, opening, (address) =>
        startSocket(scene, protocol, 'dial', address, Buffer.from('ping')).then(({ heard }) => heard),
      );
      equal(ours, expected, 'our bytes');
    },
  };
};

/** What a server sends that is asked over a bare connection. */
async function answeredBy(
  scene: Scene,
  address: string,
  [asks, answers]: [ProtocolName, ProtocolName],
): Promise<string> {
  const connection = await bareClient(scene, address);
  connection.write(handshakeOf(asks) + frame(`${someId}${hex('ping')}`));
  return connection.arrived((handshakeOf(answers) + frame(`${someId}${hex('pong')}`)).length / 2);
}

const sameReply = (asks: ProtocolName, answers: ProtocolName, ours: () => Rep | Respondent): Difference => ({
  title: `its ${answers.toUpperCase()} and ours put the same bytes on the wire`,
  run: async (scene, peer) => {
    const expected = handshakeOf(answers) + frame(`${someId}${hex('pong')}`);
    const itsAddress = await freeAddress(scene);
    peerProcess(scene, peer, answers, 'listen', itsAddress, '--data', 'pong');
    equal(await answeredBy(scene, itsAddress, [asks, answers]), expected, 'its bytes');
    const socket = scene.open(ours());
    const { address } = await socket.listen(addressOf(await freeAddress(scene)));
    void socket.serve(() => 'pong');
    equal(await answeredBy(scene, address, [asks, answers]), expected, 'our bytes');
  },
});

/** Both sides, byte for byte. */
export const wireBytes: readonly Difference[] = [
  ...openings.map(sameBytes),
  sameReply('req', 'rep', () => createRep(net)),
  sameReply('surveyor', 'respondent', () => createRespondent(net)),
];
