import { Message } from '@sp/core/transport';
import { check, equal, equalBytes, hasCode } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { pattern } from '../payloads.ts';
import { join, ownHeader, peerHeader, type StreamBench } from './stream-bench.ts';

/** Messages as frames, both ways. */
export const framingCases: readonly CaseSpec<StreamBench>[] = [
  {
    id: '12.1',
    title: '[transports 12.1] writes length, header and body, and the empty message',
    needs: [],
    run: async (bench) => {
      const { near, end } = await bench.open();
      end.send('abc', new Uint8Array([0x80, 0, 0, 1]));
      end.send('');
      end.send(pattern(100_000), pattern(4));
      await bench.settle();
      const first = new Uint8Array([0x80, 0, 0, 1, 0x61, 0x62, 0x63]);
      const frames = [first, new Uint8Array(0), join(pattern(4), pattern(100_000))].map((body) => bench.frame(body));
      equalBytes(near.sentBytes, join(ownHeader, ...frames), 'bytes sent');
    },
  },
  {
    id: '13.2.11',
    title: '[transports 13.2.11] reads two frames in any two pieces, and byte by byte',
    needs: [],
    run: async (bench) => {
      const stream = join(
        bench.frame(new Message('abcde').body),
        bench.frame(new Message('').body),
        bench.frame(new Message('xyz').body),
      );
      for (let split = 0; split <= stream.length; split += 1) {
        const { far, end } = await bench.open();
        far.write(stream.subarray(0, split));
        await bench.settle();
        far.write(stream.subarray(split));
        await bench.settle();
        equal(end.texts.join('|'), 'abcde||xyz', `split at ${split}`);
      }
      for (let chunkSize = 1; chunkSize <= 10; chunkSize += 1) {
        const { far, end } = await bench.open({ chunkSize });
        far.write(stream);
        await bench.settle();
        equal(end.texts.join('|'), 'abcde||xyz', `chunks of ${chunkSize}`);
      }
    },
  },
  {
    id: '13.2.11-many',
    title: '[transports 13.2.11] reads messages of all sizes in chunks of all sizes, header included',
    needs: [],
    run: async (bench) => {
      const bodies = Array.from({ length: 120 }, (_, n) => pattern((n * n * 37) % 9_000, n));
      const stream = join(peerHeader, ...bodies.map((body) => bench.frame(body)));
      for (const chunkSize of [7, 100, 1_024, 4_099, 65_536, Infinity]) {
        const opening = bench.start({ chunkSize, capacity: Infinity });
        opening.far.write(stream);
        const end = await opening.pipe();
        await bench.settle();
        equal(end.messages.length, bodies.length, `messages in chunks of ${chunkSize}`);
        for (const [n, body] of bodies.entries()) equalBytes((end.messages[n] as Message).body, body, `message ${n}`);
      }
    },
  },
  {
    id: '13.2.10',
    title: '[transports 13.2.10] takes a message as long as the limit, and refuses a longer one by its length alone',
    needs: [],
    run: async (bench) => {
      const { near, far, end } = await bench.open({ maxRecvSize: 100 });
      far.write(bench.frame(pattern(100)));
      await bench.settle();
      equal(end.messages.length, 1, 'messages of the longest length');
      far.write(bench.head(101));
      await bench.settle();
      equal(end.closes, 1, 'calls of closed after a length over the limit');
      hasCode(end.reason, 'ERR_SP_TOO_LONG', 'the reason');
      check(near.destroyed, 'the connection is still open');
    },
  },
  {
    id: '13.2.9',
    title: '[transports 13.2.9] delivers nothing of a message that breaks off, and closes',
    needs: [],
    run: async (bench) => {
      const partial = join(bench.head(10), new Uint8Array(2));
      for (const length of [0, 1, 4, 8, partial.length]) {
        const { far, end } = await bench.open();
        far.write(partial.subarray(0, length));
        await bench.settle();
        far.end();
        await bench.settle();
        equal(end.messages.length, 0, `messages after ${length} bytes`);
        equal(end.closes, 1, `calls of closed after ${length} bytes and the end`);
        if (length === 0) equal(end.reason, undefined, 'the reason of an end between messages');
      }
    },
  },
  {
    id: '13.2.9-length',
    title: '[transports 13.2.9] closes for a length that no message has, whatever the limit',
    needs: [],
    run: async (bench) => {
      const prefix = bench.head(0).subarray(8);
      for (const [first, others] of [
        [0x80, 0],
        [0xff, 0xff],
        [0x7f, 0xff],
      ] as const) {
        const { far, end } = await bench.open({ maxRecvSize: Infinity });
        const length = new Uint8Array(8).fill(others);
        length[0] = first;
        far.write(join(prefix.length === 0 ? prefix : new Uint8Array([1]), length));
        await bench.settle();
        equal(end.messages.length, 0, 'messages');
        equal(end.closes, 1, `calls of closed for a length that starts with ${first}`);
      }
    },
  },
  {
    id: '13.5.2',
    title: '[transports 13.5.1] [transports 13.5.2] closes for a byte before the length that is not 01',
    needs: ['prefix'],
    run: async (bench) => {
      for (const type of [0, 2, 255]) {
        const { far, end } = await bench.open();
        const frame = bench.frame(pattern(5));
        frame[0] = type;
        far.write(frame);
        await bench.settle();
        equal(end.messages.length, 0, `messages of type ${type}`);
        equal(end.closes, 1, `calls of closed for type ${type}`);
      }
    },
  },
];
