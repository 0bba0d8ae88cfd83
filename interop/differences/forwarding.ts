import {
  createRawPair,
  createRawPair1,
  createRawPub,
  createRawPull,
  createRawPush,
  createRawRep,
  createRawReq,
  createRawRespondent,
  createRawSub,
  createRawSurveyor,
  device,
} from '@sp/node';
import { addressOf, net, patient } from '../our-sockets.ts';
import { repeating } from '../sides.ts';
import type { ProtocolName } from '../scenarios.ts';
import type { Scene } from '../scene.ts';
import { equal, freeAddress, peerListening, peerProcess, pingPeer, pongPeer, type Difference } from './difference.ts';

/** Starts a device of ours: one socket listens, the other dials. */
type Forward = (scene: Scene, listen: string, dial: string) => Promise<void>;

/** A way through a device of ours: from a protocol to another one, and back where that has something to say. */
interface Way {
  readonly from: ProtocolName;
  readonly to: ProtocolName;
  readonly back: boolean;
  readonly tools?: readonly string[];
  readonly forward: Forward;
}

const ways: readonly Way[] = [
  {
    from: 'push',
    to: 'pull',
    back: false,
    forward: async (scene, listen, dial) => {
      const [front, back] = [scene.open(createRawPull(net)), scene.open(createRawPush(net))];
      await front.listen(addressOf(listen));
      await back.dial(addressOf(dial), patient);
      device(front, back);
    },
  },
  {
    from: 'pub',
    to: 'sub',
    back: false,
    forward: async (scene, listen, dial) => {
      const [front, back] = [scene.open(createRawSub(net)), scene.open(createRawPub(net))];
      await front.listen(addressOf(listen));
      await back.dial(addressOf(dial), patient);
      device(front, back);
    },
  },
  {
    from: 'surveyor',
    to: 'respondent',
    back: true,
    forward: async (scene, listen, dial) => {
      const [front, back] = [scene.open(createRawRespondent(net)), scene.open(createRawSurveyor(net))];
      await front.listen(addressOf(listen));
      await back.dial(addressOf(dial), patient);
      device(front, back);
    },
  },
  {
    from: 'pair',
    to: 'pair',
    back: true,
    forward: async (scene, listen, dial) => {
      const [front, back] = [scene.open(createRawPair(net)), scene.open(createRawPair(net))];
      await front.listen(addressOf(listen));
      await back.dial(addressOf(dial), patient);
      device(front, back);
    },
  },
  {
    from: 'pair1',
    to: 'pair1',
    back: true,
    tools: ['nngcat'],
    forward: async (scene, listen, dial) => {
      const [front, back] = [scene.open(createRawPair1(net)), scene.open(createRawPair1(net))];
      await front.listen(addressOf(listen));
      await back.dial(addressOf(dial), patient);
      device(front, back);
    },
  },
];

const through = ({ from, to, back, tools, forward }: Way): Difference => ({
  title: `its ${from.toUpperCase()} reaches its ${to.toUpperCase()} through a device of ours${back ? ', and back' : ''}`,
  ...(tools === undefined ? {} : { tools }),
  run: async (scene, peer) => {
    const answer = back ? ['--data', 'there'] : [];
    const [there, behind] = await peerListening(scene, peer, to, '--raw', ...answer);
    const front = await freeAddress(scene);
    await forward(scene, front, behind);
    const output = back ? ['--raw'] : [];
    const here = peerProcess(scene, peer, from, 'dial', front, '--data', 'hello', ...repeating(peer, from), ...output);
    equal((await there.printed(5)).subarray(0, 5).toString(), 'hello', 'output there');
    if (back) equal((await here.printed(5)).subarray(0, 5).toString(), 'there', 'output here');
  },
});

/** Our devices between programs of the same tool. */
export const forwarding: readonly Difference[] = [
  {
    title: 'its REQ reaches its REP through a device of ours, and the reply finds its way back',
    run: async (scene, peer) => {
      const [server, behind] = await pongPeer(scene, peer);
      const front = scene.open(createRawRep(net));
      const back = scene.open(createRawReq(net));
      const address = await freeAddress(scene);
      await front.listen(addressOf(address));
      await back.dial(addressOf(behind), patient);
      device(front, back);
      const clients = [1, 2, 3].map(() => pingPeer(scene, peer, address));
      const outputs = await Promise.all(clients.map((client) => client.exits(0)));
      equal(outputs.map(String), ['pong', 'pong', 'pong'], 'outputs');
      equal((await server.printed(12)).toString(), 'pingpingping', 'requests');
    },
  },
  ...ways.map(through),
];
