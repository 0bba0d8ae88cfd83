import { createStar } from '@sp/node';
import { net } from '../our-sockets.ts';
import { repeating } from '../sides.ts';
import { bareClient, frame, handshakeOf, hex } from './bare.ts';
import { check, connected, equal, listening, peerListening, peerProcess, type Difference } from './difference.ts';

/** STAR, which only mangos has. */
export const star: readonly Difference[] = [
  {
    title: 'it has no STAR',
    tools: ['nngcat', 'nanocat'],
    run: async (scene, peer) => {
      const process = scene.spawn(peer.path, ['--star', peer.dial, 'tcp://127.0.0.1:1']);
      await process.exits(1);
      check(process.stderr.includes('star'), 'standard error names the option');
    },
  },
  {
    title: 'its STAR passes on what one of ours says to another of ours, and prints it',
    tools: ['macat'],
    run: async (scene, peer) => {
      const [process, address] = await peerListening(scene, peer, 'star', '--raw');
      const one = await connected(scene, createStar(net), address);
      const two = await connected(scene, createStar(net), address);
      // Once this has arrived, it knows the connection.
      await two.send('here');
      await process.printed(4);
      await one.send('news');
      equal((await two.recv()).text(), 'news', 'message');
      equal((await process.printed(8)).toString(), 'herenews', 'output');
      await two.send('more');
      let message = await one.recv();
      // What came first got here only if this connection was the faster one.
      if (message.text() === 'here') message = await one.recv();
      equal(message.text(), 'more', 'message');
    },
  },
  {
    title: 'our STAR passes on what its STAR says to another of its STAR',
    tools: ['macat'],
    run: async (scene, peer) => {
      const [hub, address] = await listening(scene, createStar(net));
      const listener = peerProcess(scene, peer, 'star', 'dial', address, '--raw');
      peerProcess(scene, peer, 'star', 'dial', address, '--data', 'news', ...repeating(peer, 'star'));
      equal((await listener.printed(4)).subarray(0, 4).toString(), 'news', 'output');
      equal((await hub.recv()).text(), 'news', 'message');
    },
  },
  {
    title: 'its STAR takes a hop count of 7, drops 8 and what has no hop count, and keeps the connection',
    tools: ['macat'],
    run: async (scene, peer) => {
      const [process, address] = await peerListening(scene, peer, 'star', '--raw');
      const connection = await bareClient(scene, address);
      connection.write(handshakeOf('star'));
      for (const message of ['00000008' + hex('a'), '', '010203', '00010000' + hex('b'), '00000007' + hex('c')]) {
        connection.write(frame(message));
      }
      equal((await process.printed(1)).toString(), 'c', 'output');
      connection.write(frame('00000000' + hex('d')));
      equal((await process.printed(2)).toString(), 'cd', 'output');
    },
  },
];
