import { createRawReq, Message, type RawReq } from '@sp/node';
import type { Scene } from '../scene.ts';
import { addressOf, net, patient } from '../our-sockets.ts';
import type { Peer } from '../tools.ts';
import { equal, pongPeer, type Difference } from './difference.ts';

/** A backtrace of a number of words, the last of which is the request id. */
export function backtrace(words: number): Uint8Array {
  const header = Buffer.alloc(words * 4);
  for (let word = 0; word < words; word += 1) header.writeUInt32BE(word + 1, word * 4);
  header.writeUInt32BE(0x8000_0001, (words - 1) * 4);
  return header;
}

interface Raw {
  readonly req: RawReq;
  /** Connections so far. */
  readonly connections: () => number;
}

/** A raw REQ of ours, connected to a REP of the tool. */
async function rawReq(scene: Scene, peer: Peer): Promise<Raw> {
  const [, address] = await pongPeer(scene, peer);
  let connections = 0;
  const req = scene.open(createRawReq(net, { recvDeadline: 10_000 }));
  req.setPipeHook({ attached: () => (connections += 1) });
  await req.dial(addressOf(address), patient);
  return { req, connections: () => connections };
}

/** Sends a request with a backtrace of so many words; resolves to the words of the reply. */
async function roundTrip(req: RawReq, words: number): Promise<number> {
  const header = backtrace(words);
  await req.send(new Message('ping', header.slice()));
  const reply = await req.recv();
  equal(Buffer.from(reply.header).toString('hex'), Buffer.from(header).toString('hex'), 'backtrace of the reply');
  equal(reply.text(), 'pong', 'reply');
  return reply.header.length / 4;
}

/** Messages that are neither requests nor surveys: empty, too short, without an end of the backtrace. */
export const garbage: readonly string[] = ['', '010203', '00000001', '0000000100000002', '7fffffff'];

/** Requests that a REP must not answer. */
export const malformed: readonly Difference[] = [
  {
    title: 'its REP answers a request with a backtrace of 8 words, drops one of 9 words and keeps the connection',
    run: async (scene, peer) => {
      const { req, connections } = await rawReq(scene, peer);
      for (const words of [1, 2, 8]) equal(await roundTrip(req, words), words, 'words');
      await req.send(new Message('ping', backtrace(9)));
      // Requests of one connection are answered in order, so an answer to the one above would come first.
      equal(await roundTrip(req, 3), 3, 'words');
      equal(connections(), 1, 'connections');
    },
  },
  {
    title: 'its REP drops requests without a proper backtrace and keeps the connection',
    tools: ['nanocat', 'macat'],
    run: async (scene, peer) => {
      const { req, connections } = await rawReq(scene, peer);
      for (const bytes of garbage) await req.send(Buffer.from(bytes, 'hex'));
      equal(await roundTrip(req, 1), 1, 'words');
      equal(connections(), 1, 'connections');
    },
  },
  {
    title: 'its REP closes the connection on each request without a proper backtrace',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const { req, connections } = await rawReq(scene, peer);
      for (const [index, bytes] of garbage.entries()) {
        await req.send(Buffer.from(bytes, 'hex'));
        await scene.until(() => connections() === index + 2);
      }
      equal(await roundTrip(req, 1), 1, 'words');
    },
  },
];
