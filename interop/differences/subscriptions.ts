import { createPub, createRawSub } from '@sp/node';
import { net } from '../our-sockets.ts';
import { repeating } from '../sides.ts';
import { bareClient, bareServer, frame, handshakeOf, hex } from './bare.ts';
import {
  attached,
  check,
  connected,
  equal,
  listening,
  peerListening,
  peerProcess,
  type Difference,
} from './difference.ts';

/** Who filters, and what a publisher makes of a subscriber that talks. */
export const subscriptions: readonly Difference[] = [
  {
    title: 'its SUB filters what our PUB sends',
    run: async (scene, peer) => {
      const [pub, address] = await listening(scene, createPub(net));
      const topics = ['--subscribe', 'one', '--subscribe', 'two'];
      const process = peerProcess(scene, peer, 'sub', 'dial', address, '--raw', ...topics);
      await attached(pub, () => undefined);
      for (const text of ['xyz', 'one.', 'on', 'none', 'two.']) await pub.send(text);
      await process.printed(8);
      equal(process.stdout.toString(), 'one.two.', 'output');
    },
  },
  {
    title: 'its SUB sends nothing but its handshake: there are no subscription messages',
    run: async (scene, peer) => {
      const [address, connecting] = await bareServer(scene);
      const process = peerProcess(scene, peer, 'sub', 'dial', address, '--raw', '--subscribe', 'one');
      const connection = await connecting;
      connection.write(handshakeOf('pub') + frame(hex('zero')) + frame(hex('one')));
      equal((await process.printed(3)).toString(), 'one', 'output');
      equal(await connection.arrived(8), handshakeOf('sub'), 'bytes');
    },
  },
  {
    title: 'its PUB sends everything to our SUB, which filters',
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'pub', '--data', 'news', ...repeating(peer, 'pub'));
      const raw = await connected(scene, createRawSub(net), address);
      equal((await raw.recv()).text(), 'news', 'message');
    },
  },
  {
    title: 'its PUB closes the connection of a subscriber that sends something',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'pub', '--data', 'news', ...repeating(peer, 'pub'));
      const connection = await bareClient(scene, address);
      connection.write(handshakeOf('sub') + frame(hex('subscribe')));
      await connection.closed;
    },
  },
  {
    title: 'its PUB dies of a subscriber that sends something',
    tools: ['nanocat'],
    run: async (scene, peer) => {
      const [process, address] = await peerListening(scene, peer, 'pub', '--data', 'news', ...repeating(peer, 'pub'));
      const connection = await bareClient(scene, address);
      connection.write(handshakeOf('sub') + frame(hex('subscribe')));
      equal((await process.ended).signal, 'SIGABRT', 'signal');
    },
  },
  {
    title: 'its PUB goes on to serve a subscriber that sends something',
    tools: ['macat'],
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'pub', '--data', 'news', ...repeating(peer, 'pub'));
      const connection = await bareClient(scene, address);
      connection.write(handshakeOf('sub') + frame(hex('subscribe')));
      await connection.arrived(8 + 3 * 12);
      check(!connection.isClosed, 'the connection is open');
    },
  },
];
