import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createRep, createReq } from '@sp/node';
import type { Scene } from '../scene.ts';
import { addressOf, net } from '../our-sockets.ts';
import { equal, freeAddress, pingPeer, pongPeer, type Difference } from './difference.ts';

/** The handshake of each side, and frames with a request id of 1 whose top bit is set. */
const bytes = {
  reqHandshake: '0053500000300000',
  repHandshake: '0053500000310000',
  request: '0000000000000008' + '80000001' + '70696e67', // ping
  reply: '0000000000000008' + '80000001' + '706f6e67', // pong
};

/** The first bytes that arrive over a connection, in hexadecimal. */
async function arrived(socket: Socket, length: number): Promise<string> {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    socket.emit('more');
  });
  while (received.length < length) await once(socket, 'more');
  return received.toString('hex');
}

/** A request frame with the id 1, if its own has the top bit set. */
const withoutId = (stream: string): string => stream.replace(/(?<=^.{32})[89a-f].{7}/, '80000001');

/** What a REQ sends that dials here. */
async function sentBy(scene: Scene, startReq: (address: string) => void): Promise<string> {
  const port = await scene.freePort();
  const server: Server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  scene.afterwards(() => server.close());
  const connection = once(server, 'connection');
  startReq(`tcp://127.0.0.1:${port}`);
  const [socket] = (await connection) as [Socket];
  scene.afterwards(() => socket.destroy());
  socket.write(Buffer.from(bytes.repHandshake, 'hex'));
  return withoutId(await arrived(socket, 24));
}

/** What a REP sends that listens there. */
async function answeredBy(scene: Scene, address: string): Promise<string> {
  const socket = await scene.connected(Number(new URL(address).port));
  const stream = arrived(socket, 24);
  socket.write(Buffer.from(bytes.reqHandshake + bytes.request, 'hex'));
  return stream;
}

/** Both sides, byte for byte. */
export const wireBytes: readonly Difference[] = [
  {
    title: 'its REQ and ours put the same bytes on the wire, but for the request id',
    run: async (scene, peer) => {
      const expected = bytes.reqHandshake + bytes.request;
      const its = await sentBy(scene, (address) => {
        pingPeer(scene, peer, address);
      });
      equal(its, expected, 'its bytes');
      const ours = await sentBy(scene, (address) => {
        const req = scene.open(createReq(net));
        // Both take until the server above has shaken hands, or until the socket closes.
        req.dial(addressOf(address)).catch(() => undefined);
        req.send('ping').catch(() => undefined);
      });
      equal(ours, expected, 'our bytes');
    },
  },
  {
    title: 'its REP and ours put the same bytes on the wire',
    run: async (scene, peer) => {
      const expected = bytes.repHandshake + bytes.reply;
      const [, itsAddress] = await pongPeer(scene, peer);
      equal(await answeredBy(scene, itsAddress), expected, 'its bytes');
      const rep = scene.open(createRep(net));
      const { address } = await rep.listen(addressOf(await freeAddress(scene)));
      void rep.serve(() => 'pong');
      equal(await answeredBy(scene, address), expected, 'our bytes');
    },
  },
];
