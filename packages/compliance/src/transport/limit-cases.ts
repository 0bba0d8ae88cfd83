import { equal, hasCode } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { pattern } from '../payloads.ts';
import type { RecordingEnd } from '../recording-end.ts';
import type { TransportBench } from './transport-bench.ts';

/** The receiver takes up to 100 bytes: the longest that fit arrive, one byte more ends the connection. */
async function holdsLimit(bench: TransportBench, sender: RecordingEnd, receiver: RecordingEnd): Promise<void> {
  for (const length of [98, 99, 100]) sender.send(pattern(length));
  sender.send(pattern(96), pattern(4));
  await bench.until(() => receiver.messages.length === 4, 'messages up to the limit');
  sender.send(pattern(97), pattern(4));
  await bench.until(
    () => receiver.closes === 1 && sender.closes === 1,
    'a message over the limit to end the connection',
  );
  equal(receiver.messages.length, 4, 'messages received');
  hasCode(receiver.reason, 'ERR_SP_TOO_LONG', 'the reason at the receiver');
}

/** `maxRecvSize`, for transports that have it. */
export const limitCases: readonly CaseSpec<TransportBench>[] = [
  {
    id: '13.1.15',
    title: '[transports 13.1.15, TR-6] holds a listener to its receive limit, header included',
    needs: ['maxRecvSize'],
    run: async (bench) => {
      const [dialer, listener] = await bench.connect(await bench.listen({ maxRecvSize: 100 }));
      await holdsLimit(bench, dialer, listener);
    },
  },
  {
    id: '13.1.15-dialer',
    title: '[transports 13.1.15, TR-6] holds a dialer to its receive limit, header included',
    needs: ['maxRecvSize'],
    run: async (bench) => {
      const [dialer, listener] = await bench.connect(undefined, { maxRecvSize: 100 });
      await holdsLimit(bench, listener, dialer);
    },
  },
  {
    id: '13.1.17',
    title: '[transports 13.1.17, OPT-7] applies a new limit to new connections',
    needs: ['maxRecvSize'],
    run: async (bench) => {
      const station = await bench.listen({ maxRecvSize: 4 });
      const [one, two] = await bench.connect(station);
      one.send('12345');
      await bench.until(() => two.closes === 1, 'five bytes to break a limit of four');
      station.options.maxRecvSize = 5;
      const [three, four] = await bench.connect(station);
      three.send('12345');
      await bench.until(() => four.messages.length === 1, 'five bytes after the limit was raised');
    },
  },
];
