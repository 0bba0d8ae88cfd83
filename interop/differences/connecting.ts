import { createRep, createReq } from '@sp/node';
import { addressOf, net, patient } from '../our-sockets.ts';
import { check, equal, freeAddress, pingPeer, pongPeer, type Difference } from './difference.ts';

/** Dialing before anybody listens. */
export const connecting: readonly Difference[] = [
  {
    title: 'dialing where nobody listens ends the program at once',
    tools: ['nngcat', 'macat'],
    run: async (scene, peer) => {
      const process = pingPeer(scene, peer, await freeAddress(scene));
      await process.exits(1);
      check(/refused/i.test(process.stderr), 'standard error says that the connection was refused');
    },
  },
  {
    title: 'dialing goes on in the background until our REP listens',
    tools: ['nanocat'],
    run: async (scene, peer) => {
      const address = await freeAddress(scene);
      const process = pingPeer(scene, peer, address);
      // Longer than one of its attempts takes.
      await scene.watch(300);
      const rep = scene.open(createRep(net));
      await rep.listen(addressOf(address));
      equal((await rep.recv()).text(), 'ping', 'request');
      await rep.send('pong');
      equal((await process.exits(0)).toString(), 'pong', 'output');
    },
  },
  {
    title: 'our dial fails while its REP does not listen, and with dialAsync waits for it',
    run: async (scene, peer) => {
      const req = scene.open(createReq(net));
      const address = addressOf(await freeAddress(scene));
      const code = await req.dial(address).then(
        () => 'none',
        (error: unknown) => (error as { code?: unknown }).code,
      );
      equal(code, 'ERR_SP_CONN_REFUSED', 'code');
      const [, later] = await pongPeer(scene, peer);
      await req.dial(addressOf(later), patient);
      equal((await req.request('ping')).text(), 'pong', 'reply');
    },
  },
];
