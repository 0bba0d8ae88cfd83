import type { Message } from '@sp/core/transport';
import { check, equal, equalBytes } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { host } from '../host.ts';
import { bufferBytes, heapInUse } from '../memory.ts';
import { pattern } from '../payloads.ts';
import { LIMIT, type StreamBench } from './stream-bench.ts';

/** What either flood may cost, in bytes. */
const MEMORY_BUDGET = 24 * 1_048_576;

const fits = (bytes: number, what: string): void => {
  check(bytes < MEMORY_BUDGET, `${what} cost ${Math.round(bytes / 1_048_576)} MiB`);
};

/** Peers that want to cost us something. */
export const hostileCases: readonly CaseSpec<StreamBench>[] = [
  {
    id: 'announced',
    title: '[announced] gives no memory to lengths that were announced and never sent',
    needs: [],
    run: async (bench) => {
      let cost = 0;
      for (let n = 0; n < 64; n += 1) {
        const { far } = await bench.open();
        const before = bufferBytes();
        far.write(bench.head(LIMIT));
        await bench.settle();
        // What was collected meanwhile is of no interest.
        cost += Math.max(0, bufferBytes() - before);
      }
      fits(cost, '64 announcements of 1 MiB each');
    },
  },
  {
    id: 'tiny-chunks',
    title: '[tiny-chunks] takes half a megabyte byte by byte with little memory, and in time',
    needs: [],
    run: async (bench) => {
      const body = pattern(LIMIT / 2);
      const { far, end } = await bench.open({ chunkSize: 1, capacity: Infinity });
      const before = await heapInUse();
      const began = host.performance.now();
      far.write(bench.head(body.length));
      far.write(body.subarray(1, body.length / 2));
      await bench.settle();
      const first = host.performance.now() - began;
      far.write(body.subarray(body.length / 2));
      await bench.settle();
      const took = host.performance.now() - began;
      // A slow machine is slow all the time; what grows with the square takes three times as long for the second half.
      check(
        took < bench.patience || took < 3 * first,
        `took ${Math.round(took)} ms, ${Math.round(first)} for one half`,
      );
      fits((await heapInUse()) - before, 'half a megabyte in chunks of one byte');
      far.write(body.subarray(0, 1));
      await bench.settle();
      equal(end.messages.length, 1, 'messages');
      equalBytes((end.messages[0] as Message).body.subarray(0, -1), body.subarray(1), 'the message');
    },
  },
  {
    id: 'tiny-messages',
    title: '[tiny-messages] takes 50000 empty messages in one chunk, in time, pausing in the middle',
    needs: [],
    run: async (bench) => {
      const frame = bench.head(0);
      const flood = new Uint8Array(frame.length * 50_000);
      for (let at = 0; at < flood.length; at += frame.length) flood.set(frame, at);
      const { far, end } = await bench.open({ capacity: Infinity });
      end.onMessage = () => {
        if (end.messages.length === 25_000) end.pause();
      };
      const began = host.performance.now();
      far.write(flood);
      await bench.settle();
      equal(end.messages.length, 25_000, 'messages delivered when it paused');
      end.resume();
      while (end.messages.length < 50_000 && host.performance.now() - began < bench.patience) await bench.settle();
      equal(end.messages.length, 50_000, `messages within ${bench.patience} ms`);
    },
  },
];
