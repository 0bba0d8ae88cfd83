import { check, equal, equalBytes, hasCode } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { pattern } from '../payloads.ts';
import { join, ownHeader, type StreamBench } from './stream-bench.ts';

/** What a pipe may take for a peer that does not read, in messages of 1000 bytes. */
const MOST_SLACK = 4_000;

/** Back-pressure, and the end of a stream. */
export const streamFlowCases: readonly CaseSpec<StreamBench>[] = [
  {
    id: 'T-005',
    title: '[T-005] refuses more when the peer does not read, and loses and garbles nothing',
    needs: [],
    run: async (bench) => {
      const { near, end } = await bench.open();
      near.hold();
      let count = 0;
      for (let more = true; more; count += 1) {
        more = end.send(pattern(1_000, count));
        await bench.settle();
        check(count < MOST_SLACK, `took ${MOST_SLACK} messages for a peer that does not read`);
      }
      equal(end.drains, 0, 'calls of drained while nothing left');
      near.release();
      await bench.settle();
      equal(end.drains, 1, 'calls of drained');
      const frames = Array.from({ length: count }, (_, n) => bench.frame(pattern(1_000, n)));
      equalBytes(near.sentBytes, join(ownHeader, ...frames), 'bytes sent');
      equal(end.pipe.unsent, 0, 'unsent');
    },
  },
  {
    id: 'T-011',
    title: '[T-011] stops reading while it is paused',
    needs: [],
    run: async (bench) => {
      const { far, end } = await bench.open();
      end.pause();
      const frame = bench.frame(pattern(1_000));
      for (let n = 0; n < 1_000; n += 1) far.write(frame);
      await bench.settle();
      equal(end.messages.length, 0, 'messages delivered while paused');
      check(far.writableLength > 500_000, 'all of 1 MB was read while paused');
      end.resume();
      await bench.settle();
      await bench.settle();
      equal(end.messages.length, 1_000, 'messages delivered in the end');
    },
  },
  {
    id: 'T-012',
    title: '[T-012] sends everything before its end, then waits for the end of the peer',
    needs: [],
    run: async (bench) => {
      const { near, far, end } = await bench.open();
      end.send('last');
      end.end();
      await bench.settle();
      equalBytes(near.sentBytes, join(ownHeader, bench.frame(new Uint8Array([0x6c, 0x61, 0x73, 0x74]))), 'bytes sent');
      check(near.ended && !near.destroyed, 'it has not ended, or not waited');
      far.write(bench.frame(pattern(10)));
      await bench.settle();
      equal(end.messages.length, 0, 'messages delivered after end');
      equal(end.closes, 0, 'calls of closed before the end of the peer');
      far.end();
      await bench.settle();
      equal(end.closes, 1, 'calls of closed');
      equal(end.reason, undefined, 'the reason');
    },
  },
  {
    id: 'T-006',
    title: '[T-006] tells why the connection broke',
    needs: [],
    run: async (bench) => {
      const { near, end } = await bench.open();
      near.fail(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
      await bench.settle();
      equal(end.closes, 1, 'calls of closed');
      hasCode(end.reason, 'ERR_SP_CONN_RESET', 'the reason');
    },
  },
];
