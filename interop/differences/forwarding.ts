import { createRawRep, createRawReq, device } from '@sp/node';
import { addressOf, net, patient } from '../our-sockets.ts';
import { equal, freeAddress, pingPeer, pongPeer, type Difference } from './difference.ts';

/** Our device between two programs of the same tool. */
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
];
