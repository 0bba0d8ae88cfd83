import { createRep, createReq } from '@sp/node';
import { addressOf, net } from '../our-sockets.ts';
import { check, connected, equal, peerProcess, pingPeer, type Difference } from './difference.ts';

/** Addresses that are more than a host and a port. */
export const addresses: readonly Difference[] = [
  {
    title: 'it understands tcp://*:PORT to listen at',
    tools: ['nngcat', 'nanocat'],
    run: async (scene, peer) => {
      const port = await scene.freePort();
      peerProcess(scene, peer, 'rep', 'listen', `tcp://*:${port}`, '--data', 'pong');
      const req = await connected(scene, createReq(net), `tcp://127.0.0.1:${port}`);
      equal((await req.request('ping')).text(), 'pong', 'reply');
    },
  },
  {
    title: 'it takes the asterisk of tcp://*:PORT for the name of a host',
    tools: ['macat'],
    run: async (scene, peer) => {
      const process = peerProcess(scene, peer, 'rep', 'listen', `tcp://*:${await scene.freePort()}`);
      await process.exits(1);
      check(process.stderr.includes('no such host'), 'standard error says so');
    },
  },
  {
    title: 'our REP listens at tcp://*:PORT, and its REQ dials the port',
    run: async (scene, peer) => {
      const rep = scene.open(createRep(net));
      const port = await scene.freePort();
      await rep.listen(addressOf(`tcp://*:${port}`));
      void rep.serve(() => 'pong');
      equal((await pingPeer(scene, peer, `tcp://127.0.0.1:${port}`).exits(0)).toString(), 'pong', 'output');
    },
  },
  {
    title: 'it resolves the name localhost and finds our REP',
    run: async (scene, peer) => {
      const port = await scene.freePort();
      const rep = scene.open(createRep(net));
      await rep.listen(addressOf(`tcp://127.0.0.1:${port}`));
      void rep.serve(() => 'pong');
      equal((await pingPeer(scene, peer, `tcp://localhost:${port}`).exits(0)).toString(), 'pong', 'output');
    },
  },
];
