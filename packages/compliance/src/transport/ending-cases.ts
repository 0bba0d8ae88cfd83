import { equal } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { pattern } from '../payloads.ts';
import type { RecordingEnd } from '../recording-end.ts';
import type { TransportBench } from './transport-bench.ts';

/** Both ends hear of the end, once each, and of nothing afterwards. */
async function bothClosed(bench: TransportBench, one: RecordingEnd, two: RecordingEnd): Promise<void> {
  await bench.until(() => one.closes > 0 && two.closes > 0, 'both ends to close');
  await bench.quiet();
  equal(one.closes, 1, 'calls of closed at the dialer');
  equal(two.closes, 1, 'calls of closed at the listener');
}

/** Ways in which a connection ends. */
export const endingCases: readonly CaseSpec<TransportBench>[] = [
  {
    id: 'T-006',
    title: '[T-006] tells both ends exactly once that the connection is gone, and no reason for an orderly end',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const ways: ((one: RecordingEnd, two: RecordingEnd) => void)[] = [
        (one) => {
          one.end();
        },
        (_, two) => {
          two.end();
        },
        (one, two) => {
          one.end();
          two.end();
        },
      ];
      for (const endIt of ways) {
        const [one, two] = await bench.connect(station);
        endIt(one, two);
        await bothClosed(bench, one, two);
        equal(one.reason, undefined, 'the reason at the dialer');
        equal(two.reason, undefined, 'the reason at the listener');
      }
    },
  },
  {
    id: 'T-012',
    title: '[T-012] delivers everything sent before end, and ignores what comes after',
    needs: ['flushes'],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      let sent = 0;
      while (sent < 300 && one.send(pattern(sent === 100 ? 300_000 : 500, sent))) sent += 1;
      const count = Math.min(300, sent + 1);
      one.end();
      two.send('too late');
      await bothClosed(bench, one, two);
      equal(two.messages.length, count, 'messages delivered');
      equal(one.messages.length, 0, 'messages delivered after end');
    },
  },
  {
    id: 'T-013',
    title: '[T-013] [transports 13.6.7] gives up at once on close, however often it is called',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const [one, two] = await bench.connect(station);
      one.close();
      one.close(new Error('again'));
      one.end();
      await bothClosed(bench, one, two);
      const [three, four] = await bench.connect(station);
      three.end();
      three.close();
      four.close();
      await bothClosed(bench, three, four);
      three.close();
      await bench.quiet();
      equal(three.pipe.unsent, 0, 'unsent of a closed connection');
    },
  },
  {
    id: '13.1.24',
    title: '[transports 13.1.24] survives a close in the middle of a 2 MB message, from either side',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      for (const closer of [0, 1] as const) {
        const ends = await bench.connect(station);
        ends[1].pause();
        for (let n = 0; n < 4 && ends[0].send(pattern(500_000)); n += 1);
        ends[closer].close();
        // A paused end need not look at its connection, but has to close when told to.
        ends[1].resume();
        await bothClosed(bench, ...ends);
      }
      await bench.connect(station);
    },
  },
];
