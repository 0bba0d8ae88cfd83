import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createPull, createPush, createReq } from '@sp/node';
import { addressOf, net } from '../our-sockets.ts';
import { repeating } from '../sides.ts';
import type { Scene } from '../scene.ts';
import { temporaryFile } from '../temporary-files.ts';
import type { Peer } from '../tools.ts';
import { check, connected, equal, listening, peerProcess, type Difference } from './difference.ts';

const webAddress = async (scene: Scene): Promise<string> => `ws://127.0.0.1:${await scene.freePort()}`;

interface Upgraded {
  readonly status: number;
  /** Sends a whole frame, masked as those of clients are. */
  readonly send: (opcode: number, payload: string) => void;
  /** The bytes after the answer, in hexadecimal, when the connection is closed. */
  readonly rest: Promise<string>;
}

/** Asks whoever listens to make the connection a WebSocket. */
async function upgraded(
  scene: Scene,
  address: string,
  { path = '/', subprotocol }: { path?: string; subprotocol?: string | undefined },
): Promise<Upgraded> {
  const { port, host } = new URL(address);
  const socket = await scene.connected(Number(port));
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    socket.emit('more');
  });
  // Not every refusal ends with an empty line.
  while (!received.includes('\r\n')) await once(socket, 'more');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(received)?.[1]),
    send: (opcode, payload) => {
      const masked = Buffer.from(payload);
      socket.write(Buffer.from([0x80 | opcode, 0x80 | masked.length, 0, 0, 0, 0, ...masked]));
    },
    rest: once(socket, 'close').then(() =>
      Buffer.from(received.slice(received.indexOf('\r\n\r\n') + 4), 'latin1').toString('hex'),
    ),
  };
}

/** The status with which a PULL of a tool answers requests. */
const answers = (
  title: string,
  tools: readonly string[],
  request: { path?: string; subprotocol?: string },
  status: number,
): Difference => ({
  title: `over WebSocket it answers ${status} to ${title}`,
  tools,
  run: async (scene, peer) => {
    const address = await webAddress(scene);
    peerProcess(scene, peer, 'pull', 'listen', address);
    equal((await upgraded(scene, address, { subprotocol: 'pull.sp.nanomsg.org' })).status, 101, 'status');
    equal((await upgraded(scene, address, request)).status, status, 'status');
  },
});

/** The header in which somebody asks for a protocol who dials here. */
async function askedFor(scene: Scene, start: (address: string) => void): Promise<string | undefined> {
  const port = await scene.freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  scene.afterwards(() => server.close());
  start(`ws://127.0.0.1:${port}/`);
  const [socket] = (await once(server, 'connection')) as [Socket];
  scene.afterwards(() => socket.destroy());
  let request = '';
  while (!request.includes('\r\n\r\n')) request += String(((await once(socket, 'data')) as [Buffer])[0]);
  return /^Sec-WebSocket-Protocol: *(.*)$/im.exec(request)?.[1];
}

const pullOf = async (scene: Scene, peer: Peer): Promise<[ReturnType<typeof peerProcess>, string]> => {
  const address = await webAddress(scene);
  return [peerProcess(scene, peer, 'pull', 'listen', address, '--raw'), address];
};
const pull = 'pull.sp.nanomsg.org';

/** WebSocket: names of protocols, paths, frames. */
export const websocket: readonly Difference[] = [
  {
    title: 'over WebSocket its REQ and ours ask for the protocol of the server, and for no other',
    run: async (scene, peer) => {
      const its = await askedFor(
        scene,
        (address) => void peerProcess(scene, peer, 'req', 'dial', address, '--data', 'x'),
      );
      const ours = await askedFor(scene, (address) => {
        scene
          .open(createReq(net))
          .dial(addressOf(address))
          .catch(() => undefined);
      });
      equal([its, ours], ['rep.sp.nanomsg.org', 'rep.sp.nanomsg.org'], 'subprotocols');
    },
  },
  answers(
    'a list of protocols with its own',
    ['nngcat', 'nanocat'],
    { subprotocol: `pair.sp.nanomsg.org, ${pull}` },
    400,
  ),
  answers('a list of protocols with its own', ['macat'], { subprotocol: `pair.sp.nanomsg.org, ${pull}` }, 101),
  answers('its protocol in capitals', ['nngcat', 'nanocat'], { subprotocol: pull.toUpperCase() }, 101),
  answers('its protocol in capitals', ['macat'], { subprotocol: pull.toUpperCase() }, 400),
  answers('another protocol', ['nngcat', 'nanocat', 'macat'], { subprotocol: 'rep.sp.nanomsg.org' }, 400),
  answers('a request without a protocol', ['nngcat', 'nanocat', 'macat'], {}, 400),
  answers('another path', ['nngcat'], { path: '/other', subprotocol: pull }, 404),
  answers('another path, and to any', ['nanocat', 'macat'], { path: '/other', subprotocol: pull }, 101),
  {
    title: 'over WebSocket it takes a request without a protocol for a PAIR',
    tools: ['nanocat'],
    run: async (scene, peer) => {
      const address = await webAddress(scene);
      peerProcess(scene, peer, 'pair', 'listen', address);
      equal((await upgraded(scene, address, {})).status, 101, 'status');
    },
  },
  {
    title: 'over WebSocket it takes text frames for messages',
    tools: ['nanocat', 'macat'],
    run: async (scene, peer) => {
      const [process, address] = await pullOf(scene, peer);
      (await upgraded(scene, address, { subprotocol: pull })).send(1, 'text');
      equal((await process.printed(4)).toString(), 'text', 'output');
    },
  },
  {
    title: 'over WebSocket it ends the connection with 1003 on a text frame',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [, address] = await pullOf(scene, peer);
      const { send, rest } = await upgraded(scene, address, { subprotocol: pull });
      send(1, 'text');
      check((await rest).startsWith('880203eb'), 'a close frame with 1003');
    },
  },
  {
    title: 'over WebSocket it takes the payload of a ping for a message',
    tools: ['nanocat'],
    run: async (scene, peer) => {
      const [process, address] = await pullOf(scene, peer);
      (await upgraded(scene, address, { subprotocol: pull })).send(9, 'ping');
      equal((await process.printed(4)).toString(), 'ping', 'output');
    },
  },
  {
    title: 'over WebSocket it gets 4 MiB from our PUSH, though it takes no frame over 1 MiB',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const address = await webAddress(scene);
      const process = peerProcess(scene, peer, 'pull', 'listen', address, '--raw', '--recv-maxsz', '0');
      const push = await connected(scene, createPush(net), address);
      await push.send(new Uint8Array(4 << 20));
      equal((await process.printed(4 << 20)).length, 4 << 20, 'bytes printed');
    },
  },
  {
    title: 'over WebSocket our PULL gets 4 MiB from its PUSH, in many frames',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [pull, address] = await listening(
        scene,
        createPull(net, { maxRecvSize: Infinity }),
        await webAddress(scene),
      );
      const data = ['--file', temporaryFile(new Uint8Array(4 << 20))];
      peerProcess(scene, peer, 'push', 'dial', address, ...data, ...repeating(peer, 'push'));
      equal((await pull.recv()).body.length, 4 << 20, 'bytes');
    },
  },
];
