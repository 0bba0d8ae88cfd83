import { check, equal } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { ManualClock } from '../manual-clock.ts';
import type { StreamTransportBench } from './stream-transport-cases.ts';
import { fromHex, toHex, quiet, repHeader, reqHeader, until } from './wire-tools.ts';

const wrongHeaders = [
  ['01 53 50 00 00 30 00 00', 'ERR_SP_BAD_HEADER'],
  ['00 54 50 00 00 30 00 00', 'ERR_SP_BAD_HEADER'],
  ['00 53 51 00 00 30 00 00', 'ERR_SP_BAD_HEADER'],
  ['00 53 50 01 00 30 00 00', 'ERR_SP_BAD_VERSION'],
  ['00 53 50 00 00 31 00 00', 'ERR_SP_BAD_PROTO'],
  ['00 53 50 00 00 30 01 00', 'ERR_SP_BAD_HEADER'],
  ['00 53 50 00 00 30 00 01', 'ERR_SP_BAD_HEADER'],
  ['47 45 54 20 2f 20 48 54 54 50', 'ERR_SP_BAD_HEADER'],
] as const;

const partialHeaders = ['', '00', '00 53 50 00', '00 53 50 00 00 30 00'];

/** The handshake at a listener. */
export const wireListenerCases: readonly CaseSpec<StreamTransportBench>[] = [
  {
    id: '13.2.1-listener',
    title: '[transports 13.2.1] sends, as a listener, its header before that of the client arrives',
    needs: [],
    run: async ({ wire }) => {
      const client = await wire.client(await wire.listen());
      equal(await client.gotHeader(), repHeader, 'what came');
    },
  },
  {
    id: '13.2.2',
    title: '[transports 13.2.2] takes a header that comes byte by byte',
    needs: [],
    run: async ({ wire }) => {
      const station = await wire.listen();
      const client = await wire.client(station);
      await client.gotHeader();
      for (const byte of fromHex(reqHeader)) {
        client.socket.write(Uint8Array.of(byte));
        await quiet();
      }
      await until(() => station.ends.length === 1, 'the connection');
    },
  },
  {
    id: '13.2.3-listener',
    title: '[transports 13.2.3] [transports 13.2.11] takes header, one frame and a half at once, the rest later',
    needs: [],
    run: async ({ wire, lead }) => {
      const station = await wire.listen();
      const client = await wire.client(station);
      client.send(`${reqHeader} ${lead}00 00 00 00 00 00 00 07 80 00 00 01 61 62 63 ${lead}00 00 00 00 00`);
      await until(() => station.ends[0]?.messages.length === 1, 'the first message');
      client.send(`00 00 02 68 69 ${lead}00 00 00 00 00 00 00 00 ${lead}00 00 00 00 00 00 00 01 78`);
      await until(() => station.ends[0]?.messages.length === 4, 'the other messages');
      const bodies = station.ends[0]?.messages.map(({ body }) => toHex(body));
      equal(bodies?.join('|'), '80 00 00 01 61 62 63|68 69||78', 'the messages');
    },
  },
  ...wrongHeaders.map(([wire, code]) => ({
    id: `13.2.4-listener-${wire.replaceAll(' ', '')}`,
    title: `[transports 13.2.4] [transports 13.2.13, TR-10] hangs up on a client that sends ${wire} (${code}) and goes on`,
    needs: [],
    run: async (bench: StreamTransportBench) => {
      const station = await bench.wire.listen();
      const client = await bench.wire.client(station);
      client.send(wire);
      await until(() => client.closed, 'the end of the connection');
      equal(station.codes.join(), code, 'what was reported');
      equal(station.ends.length, 0, 'connections');
      await bench.wire.goodClient(station);
    },
  })),
  ...partialHeaders.map((wire) => ({
    id: `13.2.5-${wire.replaceAll(' ', '')}`,
    title: `[transports 13.2.5, TR-10] goes on after a client that hangs up having sent "${wire}"`,
    needs: [],
    run: async (bench: StreamTransportBench) => {
      const station = await bench.wire.listen();
      const client = await bench.wire.client(station);
      client.end(wire);
      await until(() => station.failures.length === 1, 'the report');
      equal(station.codes.join(), 'ERR_SP_EOF', 'what was reported');
      await bench.wire.goodClient(station);
    },
  })),
  {
    id: '13.2.6',
    title:
      '[transports 13.2.6] [transports 13.2.7] serves a good client beside 60 silent ones, which it drops after 10 s',
    needs: [],
    run: async ({ wire }) => {
      const clock = new ManualClock();
      const station = await wire.listen(undefined, {}, { clock });
      const silent = await Promise.all(Array.from({ length: 60 }, () => wire.client(station)));
      await Promise.all(silent.map((client) => client.gotHeader()));
      const [good] = await wire.goodClient(station);
      await clock.advance(9_999);
      await quiet();
      check(!silent.some(({ closed }) => closed), 'a silent client was dropped early');
      await clock.advance(1);
      await until(() => silent.every(({ closed }) => closed), 'the end of the silent ones');
      equal(station.codes.join(), silent.map(() => 'ERR_SP_CONN_TIMEOUT').join(), 'what was reported');
      await quiet();
      equal(good.closed, false, 'the good client was dropped');
      equal(station.ends[0]?.closes, 0, 'ends of its pipe');
    },
  },
  {
    id: '13.2.12',
    title: '[transports 13.2.12] hangs up on unfinished handshakes when it closes, not on pipes',
    needs: [],
    run: async ({ wire, lead }) => {
      const station = await wire.listen();
      const [good, end] = await wire.goodClient(station);
      const silent = await wire.client(station);
      await silent.gotHeader();
      station.listener.close();
      await until(() => silent.closed, 'the end of the silent client');
      good.send(`${lead}00 00 00 00 00 00 00 01 61`);
      await until(() => end.messages.length === 1, 'a message on the pipe');
      equal(station.failures.length, 0, 'failures');
    },
  },
];
