import { createPull, createPush } from '@sp/node';
import { addressOf, net } from '../our-sockets.ts';
import { connected, equal, listening, peerListening, peerProcess, type Difference } from './difference.ts';

/** PUSH without a peer, and with several. */
export const pipeline: readonly Difference[] = [
  {
    title: 'its PUSH waits until our PULL comes, and then ends',
    tools: ['nngcat', 'nanocat'],
    run: async (scene, peer) => {
      const [process, address] = await peerListening(scene, peer, 'push', '--data', 'work');
      let running = true;
      void process.ended.then(() => (running = false));
      await scene.watch(500);
      equal(running, true, 'running without a peer');
      const pull = await connected(scene, createPull(net), address);
      equal((await pull.recv()).text(), 'work', 'message');
      await process.exits(0);
    },
  },
  {
    title: 'its PUSH without a peer ends at once with success, and the message is lost',
    tools: ['macat'],
    run: async (scene, peer) => {
      const [process] = await peerListening(scene, peer, 'push', '--data', 'work');
      await process.exits(0);
    },
  },
  {
    title: 'our PUSH keeps messages until its PULL comes',
    run: async (scene, peer) => {
      const [push, address] = await listening(scene, createPush(net));
      for (const text of ['a', 'b', 'c']) await push.send(text);
      const process = peerProcess(scene, peer, 'pull', 'dial', address, '--raw');
      equal((await process.printed(3)).toString(), 'abc', 'output');
    },
  },
  {
    title: 'our PUSH gives three of its PULL the same number of messages each',
    run: async (scene, peer) => {
      const push = scene.open(createPush(net));
      let peers = 0;
      push.setPipeHook({ attached: () => (peers += 1) });
      const processes = [];
      for (let index = 1; index <= 3; index += 1) {
        const [process, address] = await peerListening(scene, peer, 'pull', '--raw');
        processes.push(process);
        await push.dial(addressOf(address), { dialAsync: true, reconnectTime: 10 });
      }
      await scene.until(() => peers === 3);
      for (let message = 1; message <= 30; message += 1) await push.send('x');
      for (const process of processes) equal((await process.printed(10)).toString(), 'x'.repeat(10), 'output');
    },
  },
];
