import { createRep, createReq } from '@sp/node';
import { addressOf, net, patient } from '../our-sockets.ts';
import { temporaryFile } from '../temporary-files.ts';
import { equal, freeAddress, pingPeer, pongPeer, type Difference } from './difference.ts';

/** A body that makes 1 MiB together with the request id. */
const mebibyte = 1_048_576 - 4;

/** Messages around 1 MiB: the receive limit of nanomsg, of mangos and of ours. */
export const receiveLimits: readonly Difference[] = [
  {
    title:
      'its REP closes the connection on a request of 1 MiB and a byte; our REQ sends it again on each new connection',
    tools: ['nanocat', 'macat'],
    run: async (scene, peer) => {
      const [process, address] = await pongPeer(scene, peer);
      let connections = 0;
      const req = scene.open(createReq(net, { reconnectTime: 20 }));
      req.setPipeHook({ attached: () => (connections += 1) });
      await req.dial(addressOf(address), patient);
      const abandon = new AbortController();
      const request = req.request(new Uint8Array(mebibyte + 1), { signal: abandon.signal });
      const outcome = request.then(
        () => 'answered',
        () => 'abandoned',
      );
      await scene.until(() => connections >= 4);
      abandon.abort();
      equal(await outcome, 'abandoned', 'request');
      // The socket is as good as before.
      equal((await req.request(new Uint8Array(mebibyte))).text(), 'pong', 'reply to 1 MiB');
      equal((await process.printed(mebibyte)).length, mebibyte, 'bytes printed');
    },
  },
  {
    title: 'its REP takes a request of 4 MiB, having no limit unless it is told',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [process, address] = await pongPeer(scene, peer);
      const req = scene.open(createReq(net));
      await req.dial(addressOf(address), patient);
      equal((await req.request(new Uint8Array(4 * mebibyte))).text(), 'pong', 'reply');
      equal((await process.printed(4 * mebibyte)).length, 4 * mebibyte, 'bytes printed');
    },
  },
  {
    title: 'our REP closes the connection on its request of 1 MiB and a byte, and takes it once maxRecvSize is raised',
    run: async (scene, peer) => {
      let connections = 0;
      const rep = scene.open(createRep(net));
      rep.setPipeHook({ attached: () => (connections += 1) });
      const address = await freeAddress(scene);
      await rep.listen(addressOf(address));
      const data = ['--file', temporaryFile(new Uint8Array(mebibyte + 1))];
      const process = pingPeer(scene, peer, address, data);
      await scene.until(() => connections >= 3);
      equal(rep.tryRecv(), undefined, 'request');
      rep.configure({ maxRecvSize: Infinity });
      equal((await rep.recv()).body.length, mebibyte + 1, 'request');
      await rep.send('pong');
      equal((await process.exits(0)).toString(), 'pong', 'output');
    },
  },
];
