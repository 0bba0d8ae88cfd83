import { Message } from '@sp/core/transport';
import { check, equal, equalBytes, rejection } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { host } from '../host.ts';
import { join, ownHeader, peerHeader, type StreamBench } from './stream-bench.ts';

const without = (header: Uint8Array, offset: number, value: number): Uint8Array => {
  const wrong = header.slice();
  wrong[offset] = value;
  return wrong;
};

/** The eight bytes that both ends send first. */
export const handshakeCases: readonly CaseSpec<StreamBench>[] = [
  {
    id: '13.2.1',
    title: '[transports 13.2.1] sends its header without waiting for the peer',
    needs: [],
    run: async (bench) => {
      const { near } = bench.start();
      await bench.settle();
      equalBytes(near.sentBytes, ownHeader, 'bytes sent before any came');
    },
  },
  {
    id: '13.2.2',
    title: '[transports 13.2.2] takes a header that comes byte by byte',
    needs: [],
    run: async (bench) => {
      const opening = bench.start({ chunkSize: 1 });
      for (const byte of peerHeader) {
        opening.far.write(new Uint8Array([byte]));
        await bench.settle();
      }
      equal((await opening.pipe()).pipe.peer, 0x31, 'the protocol of the peer');
      equal(bench.clock.pending, 0, 'timers left by the handshake');
    },
  },
  {
    id: '13.2.3',
    title: '[transports 13.2.3] takes messages that come together with the header',
    needs: [],
    run: async (bench) => {
      const opening = bench.start();
      const frames = ['first', 'second'].map((text) => bench.frame(new Message(text).body));
      opening.far.write(join(peerHeader, ...frames));
      const end = await opening.pipe();
      await bench.settle();
      equal(end.texts.join(), 'first,second', 'messages');
    },
  },
  {
    id: '13.2.4',
    title: '[transports 13.2.4, TR-10] refuses a header with any single wrong byte, having sent its own',
    needs: [],
    run: async (bench) => {
      for (const offset of [0, 1, 2, 6, 7]) {
        const opening = bench.start();
        opening.far.write(without(peerHeader, offset, 0x7f));
        await opening.refused('ERR_SP_BAD_HEADER', `a wrong byte at ${offset}`);
        equalBytes(opening.near.sentBytes, ownHeader, 'what it sent');
      }
      for (const version of [1, 255]) {
        const opening = bench.start();
        opening.far.write(without(peerHeader, 3, version));
        await opening.refused('ERR_SP_BAD_VERSION', `version ${version}`);
      }
      for (const [offset, value] of [
        [4, 1],
        [5, 0x30],
      ] as const) {
        const opening = bench.start();
        opening.far.write(without(peerHeader, offset, value));
        await opening.refused('ERR_SP_BAD_PROTO', `a wrong protocol at ${offset}`);
      }
    },
  },
  {
    id: '13.2.5',
    title: '[transports 13.2.5, TR-10] fails when the peer leaves before or in the middle of its header',
    needs: [],
    run: async (bench) => {
      for (const length of [0, 1, 7]) {
        for (const leave of ['end', 'destroy'] as const) {
          const opening = bench.start();
          opening.far.write(peerHeader.subarray(0, length));
          await bench.settle();
          opening.far[leave]();
          await opening.refused('ERR_SP_EOF', `a peer that left after ${length} bytes`);
        }
      }
      equal(bench.clock.pending, 0, 'timers left by failed handshakes');
    },
  },
  {
    id: '13.2.8',
    title: '[transports 13.2.6] [transports 13.2.8] gives a silent peer 10 seconds',
    needs: [],
    run: async (bench) => {
      const opening = bench.start();
      await bench.clock.advance(9_999);
      check(!opening.near.destroyed, 'gave up before 10 seconds');
      await bench.clock.advance(1);
      await opening.refused('ERR_SP_CONN_TIMEOUT', 'a silent peer');
    },
  },
  {
    id: '13.2.8-drip',
    title: '[transports 13.2.8] gives a peer that drips its header no more than 10 seconds either',
    needs: [],
    run: async (bench) => {
      const opening = bench.start();
      for (const byte of peerHeader.subarray(0, 7)) {
        opening.far.write(new Uint8Array([byte]));
        await bench.clock.advance(1_428);
      }
      check(!opening.near.destroyed, 'gave up before 10 seconds');
      await bench.clock.advance(4);
      await opening.refused('ERR_SP_CONN_TIMEOUT', 'a dripping peer');
    },
  },
  {
    id: 'T-014',
    title: '[T-014] leaves nothing open of a handshake that was given up',
    needs: [],
    run: async (bench) => {
      const controller = new host.AbortController();
      const opening = bench.start({ signal: controller.signal });
      await bench.settle();
      controller.abort(new Error('given up'));
      await rejection(bench.soon(opening.result, 'the end of the handshake'), 'an aborted handshake');
      await bench.settle();
      check(opening.near.destroyed, 'the connection is still open');
      equal(bench.clock.pending, 0, 'timers left by the handshake');
    },
  },
];
