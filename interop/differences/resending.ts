import { createRep, createReq } from '@sp/node';
import { addressOf, net, patient } from '../our-sockets.ts';
import { peerArguments } from '../sides.ts';
import { check, equal, freeAddress, pingPeer, type Difference } from './difference.ts';

/** Requests that are sent again: a server has to expect the same one twice. */
export const resending: readonly Difference[] = [
  {
    title: 'its request is sent again when our REP closes the connection, and printed once',
    run: async (scene, peer) => {
      const rep = scene.open(createRep(net));
      const address = await freeAddress(scene);
      await rep.listen(addressOf(address));
      const process = pingPeer(scene, peer, address);
      for (const round of [1, 2]) {
        const { pipe, body } = await rep.recv();
        equal(Buffer.from(body).toString(), 'ping', `request ${round}`);
        pipe?.close();
      }
      equal((await rep.recv()).text(), 'ping', 'request 3');
      await rep.send('pong');
      equal((await process.exits(0)).toString(), 'pong', 'output');
    },
  },
  {
    title: 'our request goes to the new process when its REP is started anew',
    run: async (scene, peer) => {
      const address = await freeAddress(scene);
      const rep = [...peerArguments(peer, { protocol: 'rep', end: 'listen', address }), '--raw'];
      const silent = scene.spawn(peer.path, rep);
      const req = scene.open(createReq(net));
      await req.dial(addressOf(address), patient);
      const reply = req.request('ping');
      equal((await silent.printed(4)).toString(), 'ping', 'request to the first');
      await silent.kill();
      const next = scene.spawn(peer.path, [...rep, '--data', 'pong']);
      equal((await reply).text(), 'pong', 'reply');
      equal((await next.printed(4)).toString(), 'ping', 'request to the second');
    },
  },
  {
    title: 'our request is sent again every retryTime while its REP is silent, which takes each for a new one',
    run: async (scene, peer) => {
      const address = await freeAddress(scene);
      const rep = peerArguments(peer, { protocol: 'rep', end: 'listen', address });
      const process = scene.spawn(peer.path, [...rep, '--raw']);
      const req = scene.open(createReq(net, { retryTime: 50 }));
      await req.dial(addressOf(address), patient);
      const start = performance.now();
      await req.send('ping');
      equal((await process.printed(16)).subarray(0, 16).toString(), 'pingpingpingping', 'requests');
      check(performance.now() - start > 140, 'three times 50 ms have passed');
    },
  },
];
