import { equal, rejection } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { host } from '../host.ts';
import { ManualClock } from '../manual-clock.ts';
import type { StreamTransportBench } from './stream-transport-cases.ts';
import { codeOf, repHeader, reqHeader, until } from './wire-tools.ts';

const wrongHeaders = [
  ['00 53 51 00 00 31 00 00', 'ERR_SP_BAD_HEADER'],
  ['00 53 50 00 00 31 00 01', 'ERR_SP_BAD_HEADER'],
  ['00 53 50 01 00 31 00 00', 'ERR_SP_BAD_VERSION'],
  ['00 53 50 00 00 30 00 00', 'ERR_SP_BAD_PROTO'],
] as const;

const partialHeaders = ['', '00 53 50 00 00 31 00'];

/** The handshake at a dialer. */
export const wireDialerCases: readonly CaseSpec<StreamTransportBench>[] = [
  {
    id: '13.2.1-dialer',
    title: '[transports 13.2.1] sends, as a dialer, its header before that of the server arrives',
    needs: [],
    run: async ({ wire }) => {
      const { address, raws } = await wire.server();
      const controller = new host.AbortController();
      const dialing = codeOf(wire.dial(address, {}, { signal: controller.signal }));
      await until(() => raws.length === 1, 'the connection');
      equal(await raws[0]?.gotHeader(), reqHeader, 'what came');
      controller.abort();
      await dialing;
    },
  },
  {
    id: '13.2.3-dialer',
    title: '[transports 13.2.3] takes, as a dialer, header and first message from one segment',
    needs: [],
    run: async ({ wire, lead }) => {
      const { address } = await wire.server((raw) => {
        raw.send(`${repHeader} ${lead}00 00 00 00 00 00 00 02 68 69`);
      });
      const end = await wire.dial(address);
      await until(() => end.messages.length === 1, 'the message');
      equal(end.texts[0], 'hi', 'the message');
    },
  },
  ...wrongHeaders.map(([header, code]) => ({
    id: `13.2.4-dialer-${header.replaceAll(' ', '')}`,
    title: `[transports 13.2.4, TR-5] [TR-10] fails to dial where the server sends ${header}: ${code}`,
    needs: [],
    run: async ({ wire }: StreamTransportBench) => {
      const { address, raws } = await wire.server((raw) => {
        raw.send(header);
      });
      equal(await codeOf(wire.dial(address)), code, 'the code');
      await until(() => raws[0]?.closed === true, 'the end of the connection');
    },
  })),
  ...partialHeaders.map((header) => ({
    id: `TR-10-${header.replaceAll(' ', '')}`,
    title: `[TR-10] fails to dial where the server hangs up having sent "${header}"`,
    needs: [],
    run: async ({ wire }: StreamTransportBench) => {
      const { address } = await wire.server((raw) => {
        raw.end(header);
      });
      equal(await codeOf(wire.dial(address)), 'ERR_SP_EOF', 'the code');
    },
  })),
  {
    id: '13.2.8',
    title: '[transports 13.2.8] gives up on a silent server after 10 s',
    needs: [],
    run: async ({ wire }) => {
      const clock = new ManualClock();
      const { address, raws } = await wire.server();
      let outcome: unknown = 'pending';
      void codeOf(wire.dial(address, {}, { clock })).then((code) => {
        outcome = code;
      });
      await until(() => raws.length === 1, 'the connection');
      await raws[0]?.gotHeader();
      await clock.advance(9_999);
      equal(outcome, 'pending', 'the outcome after 9.999 s');
      await clock.advance(1);
      await until(() => outcome !== 'pending', 'the end of the dial');
      equal(outcome, 'ERR_SP_CONN_TIMEOUT', 'the outcome');
      await until(() => raws[0]?.closed === true, 'the end of the connection');
      equal(clock.pending, 0, 'timers left');
    },
  },
  {
    id: 'T-014',
    title: '[T-014] ends a dial at once when aborted in the handshake, with the reason of the signal',
    needs: [],
    run: async ({ wire }) => {
      const { address, raws } = await wire.server();
      const controller = new host.AbortController();
      const dialing = wire.dial(address, {}, { signal: controller.signal });
      await until(() => raws.length === 1, 'the connection');
      const reason = new Error('enough');
      controller.abort(reason);
      equal(await rejection(dialing, 'the dial'), reason, 'the error');
      await until(() => raws[0]?.closed === true, 'the end of the connection');
    },
  },
];
