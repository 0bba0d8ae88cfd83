import { createPair, createPair1, createPair1Poly, type Pair, type Pair1 } from '@sp/node';
import { addressOf, net } from '../our-sockets.ts';
import type { ProtocolName } from '../scenarios.ts';
import { bareClient, frame, handshakeOf, hex } from './bare.ts';
import {
  check,
  connected,
  equal,
  failureOf,
  listening,
  peerListening,
  peerProcess,
  type Difference,
} from './difference.ts';

const refused = (
  theirs: ProtocolName,
  ours: string,
  create: () => Pair | Pair1,
  tools?: readonly string[],
): Difference => ({
  title: `its ${theirs.toUpperCase()} and our ${ours} refuse each other`,
  ...(tools === undefined ? {} : { tools }),
  run: async (scene, peer) => {
    const [, address] = await peerListening(scene, peer, theirs);
    const socket = scene.open(create());
    const code = await scene.retried(
      () =>
        failureOf(socket.dial(addressOf(address))).then((code) => (code === 'ERR_SP_CONN_REFUSED' ? notYet() : code)),
      () => true,
    );
    equal(code, 'ERR_SP_BAD_PROTO', 'code');
  },
});

const notYet = (): never => {
  throw new Error('nobody listens yet');
};

/** PAIR in its two versions. */
export const pair: readonly Difference[] = [
  refused('pair', 'PAIR1', () => createPair1(net)),
  refused('pair1', 'PAIR', () => createPair(net), ['nngcat']),
  {
    title: 'a second PAIR that dials it connects, and what that sends vanishes',
    run: async (scene, peer) => {
      const [process, address] = await peerListening(scene, peer, 'pair', '--raw');
      const first = await connected(scene, createPair(net), address);
      await first.send('first');
      await process.printed(5);
      const second = scene.open(createPair(net, { writeQLen: 0, sendDeadline: 300 }));
      equal(await failureOf(second.dial(addressOf(address))), 'none', 'code of the second dial');
      const sent = await failureOf(second.send('second'));
      check(sent === 'none' || sent === 'ERR_SP_SEND_TIMEOUT', `a send that vanishes or waits, not ${String(sent)}`);
      await first.send('again');
      await process.printed(10);
      equal(process.stdout.toString(), 'firstagain', 'output');
    },
  },
  {
    title: 'its second PAIR that dials ours is refused, and served once the first is gone',
    run: async (scene, peer) => {
      const reasons: unknown[] = [];
      const socket = createPair(net, { observer: ({ kind }) => reasons.push(kind) });
      const [ours, address] = await listening(scene, socket);
      const start = (data: string): ReturnType<typeof peerProcess> =>
        peerProcess(scene, peer, 'pair', 'dial', address, '--data', data, ...peer.repeatedly);
      const first = start('first');
      equal((await ours.recv()).text(), 'first', 'message');
      start('second');
      await scene.until(() => reasons.includes('pipe_refused'));
      equal((await ours.recv()).text(), 'first', 'message');
      await first.kill();
      while ((await ours.recv()).text() !== 'second');
    },
  },
  {
    title: 'our polyamorous PAIR1 has two of its PAIR1 at once, and replies to each',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [poly, address] = await listening(scene, createPair1Poly(net));
      const names = ['one', 'two'];
      const processes = names.map((name) =>
        peerProcess(scene, peer, 'pair1', 'dial', address, '--data', name, '--raw'),
      );
      for (let message = 1; message <= 2; message += 1) {
        const received = await poly.recv();
        // It goes where the message came from.
        await poly.send(received);
      }
      for (const [index, name] of names.entries()) {
        equal((await processes[index]?.printed(3))?.toString(), name, 'output');
      }
    },
  },
  {
    title: 'its PAIR1 takes a hop count of 0, as mangos sends it, up to 8, drops 9 and keeps the connection',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [process, address] = await peerListening(scene, peer, 'pair1', '--raw');
      const connection = await bareClient(scene, address);
      connection.write(handshakeOf('pair1'));
      for (const hops of [0, 1, 8, 9, 2]) {
        connection.write(frame(`0000000${hops}${hex(`${hops}`)}`));
      }
      await process.printed(4);
      equal(process.stdout.toString(), '0182', 'output');
      check(!connection.isClosed, 'the connection is open');
    },
  },
  {
    title: 'its PAIR1 closes the connection on a hop count above 255 and on a message too short for one',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'pair1', '--raw');
      for (const message of ['00000100', '010203', '']) {
        const connection = await bareClient(scene, address);
        connection.write(handshakeOf('pair1') + frame(message));
        await connection.closed;
      }
    },
  },
];
