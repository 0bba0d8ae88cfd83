import { existsSync, lstatSync } from 'node:fs';
import { createPull, createPush } from '@sp/node';
import { addressOf, net } from '../our-sockets.ts';
import { temporaryFile, temporaryPath } from '../temporary-files.ts';
import { bareClient, bareServer, frame, handshakeOf, hex } from './bare.ts';
import { check, connected, equal, failureOf, peerProcess, type Difference } from './difference.ts';

/** Sends a message whose type byte is not 1, then a good one. */
const typeByte = async (
  [scene, peer]: Parameters<Difference['run']>,
  then: (connection: Awaited<ReturnType<typeof bareClient>>, process: ReturnType<typeof peerProcess>) => Promise<void>,
): Promise<void> => {
  const address = `ipc://${temporaryPath()}`;
  const process = peerProcess(scene, peer, 'pull', 'listen', address, '--raw');
  const connection = await bareClient(scene, address);
  connection.write(`${handshakeOf('push')}00${frame(hex('zero'))}01${frame(hex('one'))}`);
  await then(connection, process);
};

/** Local sockets: the byte in front of messages, and what is at the path already. */
export const ipc: readonly Difference[] = [
  {
    title: 'over IPC its PUSH and ours put a byte 1 in front of each message',
    run: async (scene, peer) => {
      const expected = `${handshakeOf('push')}01${frame(hex('ping'))}`;
      const starts = [
        (address: string) => void peerProcess(scene, peer, 'push', 'dial', address, '--data', 'ping'),
        (address: string) => {
          const push = scene.open(createPush(net));
          push.dial(addressOf(address)).catch(() => undefined);
          push.send('ping').catch(() => undefined);
        },
      ];
      for (const start of starts) {
        const [address, connecting] = await bareServer(scene, temporaryPath());
        start(address);
        const connection = await connecting;
        connection.write(handshakeOf('pull'));
        equal(await connection.arrived(expected.length / 2), expected, 'bytes');
      }
    },
  },
  {
    title: 'over IPC it closes the connection on a byte 0 in front of a message',
    tools: ['nngcat'],
    run: (...scene) =>
      typeByte(scene, async (connection) => {
        await connection.closed;
      }),
  },
  {
    title: 'over IPC it takes a message with a byte 0 in front',
    tools: ['macat'],
    run: (...scene) =>
      typeByte(scene, async (_connection, process) => {
        equal((await process.printed(7)).toString(), 'zeroone', 'output');
      }),
  },
  {
    title: 'it deletes a file that is in the way of its socket',
    tools: ['nngcat', 'nanocat'],
    run: async (scene, peer) => {
      const path = temporaryFile(Buffer.from('precious'));
      const process = peerProcess(scene, peer, 'pull', 'listen', `ipc://${path}`, '--raw');
      await scene.until(() => existsSync(path) && lstatSync(path).isSocket());
      const push = await connected(scene, createPush(net), `ipc://${path}`);
      await push.send('work');
      equal((await process.printed(4)).toString(), 'work', 'output');
    },
  },
  {
    title: 'it and ours leave alone a file that is in the way',
    tools: ['macat'],
    run: async (scene, peer) => {
      const path = temporaryFile(Buffer.from('precious'));
      const process = peerProcess(scene, peer, 'pull', 'listen', `ipc://${path}`);
      await process.exits(1);
      check(process.stderr.includes('in use'), 'standard error says so');
      const pull = scene.open(createPull(net));
      equal(await failureOf(pull.listen(addressOf(`ipc://${path}`))), 'ERR_SP_ADDR_IN_USE', 'code');
      check(lstatSync(path).isFile(), 'the file is there');
    },
  },
];
