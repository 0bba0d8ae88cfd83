import { once } from 'node:events';
import { createReq } from '@sp/node';
import type { Scene } from '../scene.ts';
import { addressOf, net } from '../our-sockets.ts';
import { peerArguments } from '../sides.ts';
import { check, equal, freeAddress, pingPeer, pongPeer, type Difference } from './difference.ts';

const port = (address: string): number => Number(new URL(address).port);

/** Milliseconds until the tool closes a connection over which nothing is sent; fails when the case runs out of time. */
async function silence(scene: Scene, address: string): Promise<number> {
  const socket = await scene.connected(port(address));
  const start = performance.now();
  socket.resume();
  await once(socket, 'close');
  return performance.now() - start;
}

/** Tells whether a REP closes a connection that opens with these eight bytes instead of answering the request after them. */
async function turnsAway(scene: Scene, address: string, opening: string): Promise<boolean> {
  const socket = await scene.connected(port(address));
  let received = 0;
  const answered = new Promise<false>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received >= 24) resolve(false);
    });
  });
  socket.write(Buffer.from(`${opening}000000000000000480000001`, 'hex'));
  const closed = new Promise<true>((resolve) => {
    socket.once('close', () => {
      resolve(true);
    });
  });
  return Promise.race([answered, closed]);
}

const turnsAwayAll = (openings: Readonly<Record<string, string>>, expected: boolean) => {
  return async (scene: Scene, peer: Parameters<Difference['run']>[1]): Promise<void> => {
    const [, address] = await pongPeer(scene, peer);
    for (const [what, opening] of Object.entries(openings)) {
      equal(await turnsAway(scene, address, opening), expected, `turns away ${what}`);
    }
    // It goes on to serve others.
    equal(await turnsAway(scene, address, '0053500000300000'), false, 'turns away a REQ');
  };
};

/** What happens to connections that do not shake hands as they should. */
export const handshake: readonly Difference[] = [
  {
    title: 'a silent connection is closed after about 1 s',
    tools: ['nanocat'],
    run: async (scene, peer) => {
      const [, address] = await pongPeer(scene, peer);
      const waited = await silence(scene, address);
      check(waited > 900 && waited < 5_000, `about 1,000 ms, not ${Math.round(waited)}`);
    },
  },
  {
    title: 'a silent connection is closed after about 10 s',
    tools: ['nngcat'],
    deadline: 30_000,
    run: async (scene, peer) => {
      const [, address] = await pongPeer(scene, peer);
      const waited = await silence(scene, address);
      check(waited > 9_500 && waited < 15_000, `about 10,000 ms, not ${Math.round(waited)}`);
    },
  },
  {
    title: 'a silent connection is still open after 11 s',
    tools: ['macat'],
    deadline: 30_000,
    run: async (scene, peer) => {
      const [, address] = await pongPeer(scene, peer);
      const socket = await scene.connected(port(address));
      socket.resume();
      await scene.watch(11_000);
      check(!socket.closed, 'the connection is open');
    },
  },
  {
    title: 'connections with a wrong magic, another version or another protocol than REQ are closed',
    run: turnsAwayAll(
      {
        'a wrong magic': '0053510000300000',
        'version 1': '0053500100300000',
        'a REP': '0053500000310000',
        'a PUB': '0053500000200000',
      },
      true,
    ),
  },
  {
    title: 'connections whose reserved bytes are not zero are closed',
    tools: ['nngcat', 'macat'],
    run: turnsAwayAll({ 'reserved bytes': '0053500000300001' }, true),
  },
  {
    title: 'connections whose reserved bytes are not zero are served',
    tools: ['nanocat'],
    run: turnsAwayAll({ 'reserved bytes': '0053500000300001' }, false),
  },
  {
    title: 'our REQ that dials its REQ gets ERR_SP_BAD_PROTO',
    run: async (scene, peer) => {
      const address = await freeAddress(scene);
      scene.spawn(peer.path, [...peerArguments(peer, { protocol: 'req', end: 'listen', address }), '--data', 'ping']);
      const req = scene.open(createReq(net));
      const code = await scene.retried(
        () => req.dial(addressOf(address)).then(() => 'none', codeOf('ERR_SP_CONN_REFUSED')),
        (error) => codeIs(error, 'ERR_SP_CONN_REFUSED'),
      );
      equal(code, 'ERR_SP_BAD_PROTO', 'code');
    },
  },
  {
    title: 'its REQ that dials our REQ is turned away again and again, while its REP is served',
    tools: ['nngcat', 'nanocat'],
    run: async (scene, peer) => {
      const turnedAway = await mismatch(scene, peer);
      await scene.until(() => turnedAway() >= 3);
    },
  },
  {
    title: 'its REQ that dials our REQ is turned away once and gives up, while its REP is served',
    tools: ['macat'],
    run: async (scene, peer) => {
      const turnedAway = await mismatch(scene, peer, 1);
      equal(turnedAway(), 1, 'connections turned away');
    },
  },
];

const codeIs = (error: unknown, code: string): boolean => (error as { code?: unknown }).code === code;

/** The code of an error, but for one code that is thrown on. */
const codeOf =
  (except: string) =>
  (error: unknown): unknown => {
    if (codeIs(error, except)) throw error as Error;
    return (error as { code?: unknown }).code;
  };

/** A REQ of ours that a REQ and then a REP of the tool dial; returns how many connections it has turned away so far. */
async function mismatch(scene: Scene, peer: Parameters<Difference['run']>[1], exits?: number): Promise<() => number> {
  let turnedAway = 0;
  const req = scene.open(
    createReq(net, {
      observer: ({ kind, reason, count }) => {
        if (kind === 'accept_failed' && reason === 'ERR_SP_BAD_PROTO') turnedAway += count;
      },
    }),
  );
  const address = await freeAddress(scene);
  await req.listen(addressOf(address));
  const wrong = pingPeer(scene, peer, address);
  await scene.until(() => turnedAway > 0);
  if (exits !== undefined) await wrong.exits(exits);
  scene.spawn(peer.path, [...peerArguments(peer, { protocol: 'rep', end: 'dial', address }), '--data', 'pong']);
  equal((await req.request('ping')).text(), 'pong', 'reply');
  return () => turnedAway;
}
