import { createBus, createRawBus, device } from '@sp/node';
import { addressOf, net, patient } from '../our-sockets.ts';
import { repeating } from '../sides.ts';
import { connected, equal, peerListening, type Difference } from './difference.ts';

/** BUS: whom a message reaches. */
export const bus: readonly Difference[] = [
  {
    title: 'its BUS does not pass on what one of ours says to another of ours',
    run: async (scene, peer) => {
      const [process, address] = await peerListening(
        scene,
        peer,
        'bus',
        '--data',
        'tick',
        ...repeating(peer, 'bus'),
        '--raw',
      );
      const one = await connected(scene, createBus(net), address);
      const two = await connected(scene, createBus(net), address);
      await one.send('secret');
      await scene.until(() => process.stdout.includes('secret'));
      for (let message = 1; message <= 2; message += 1) equal((await two.recv()).text(), 'tick', 'message');
    },
  },
  {
    title: 'our BUS does not pass on what its BUS says, and a device of our raw BUS does, but not back',
    run: async (scene, peer) => {
      const talker = await peerListening(scene, peer, 'bus', '--data', 'tick', ...repeating(peer, 'bus'), '--raw');
      const hearer = await peerListening(scene, peer, 'bus', '--raw');
      const plain = scene.open(createBus(net));
      for (const [, address] of [talker, hearer]) await connected(scene, plain, address);
      equal((await plain.recv()).text(), 'tick', 'message');
      await plain.send('own');
      equal((await hearer[0].printed(3)).toString(), 'own', 'output');
      const raw = scene.open(createRawBus(net));
      device(raw);
      for (const [, address] of [talker, hearer]) await raw.dial(addressOf(address), patient);
      equal((await hearer[0].printed(7)).subarray(0, 7).toString(), 'owntick', 'output');
      equal(talker[0].stdout.toString(), 'own', 'output of the talker');
    },
  },
];
