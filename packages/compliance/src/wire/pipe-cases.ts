import { Message } from '@sp/core/transport';
import { equal, hasCode } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import type { StreamTransportBench } from './stream-transport-cases.ts';
import { fromHex, toHex, repHeader, until } from './wire-tools.ts';

async function answersLiterally({ wire, lead }: StreamTransportBench): Promise<void> {
  const station = await wire.listen();
  const [client, end] = await wire.goodClient(station);
  end.pipe.send(new Message('xyz', fromHex('80 00 00 01')), false);
  end.pipe.send(new Message(''), false);
  const frames = `${lead}00 00 00 00 00 00 00 07 80 00 00 01 78 79 7a ${lead}00 00 00 00 00 00 00 00`;
  const answer = `${repHeader} ${frames}`;
  await until(() => client.received.length >= fromHex(answer).length, 'the answer');
  equal(toHex(client.received), answer, 'the answer');
}

/** What a client sends behind its header, and whether it hangs up then. */
const brokenFrames = [
  ['nothing', '', true],
  ['1 byte of a length', '00', true],
  ['4 bytes of a length', '00 00 00 00', true],
  ['2 of 10 bytes', '00 00 00 00 00 00 00 0a 61 62', true],
  ['the length 2^63', '80 00 00 00 00 00 00 00', false],
  ['the length 2^64-1', 'ff ff ff ff ff ff ff ff', false],
  ['the length 2^63-1', '7f ff ff ff ff ff ff ff', false],
] as const;

async function dropsOnly({ wire, lead }: StreamTransportBench, frame: string, hangsUp: boolean): Promise<void> {
  const station = await wire.listen();
  const [good, kept] = await wire.goodClient(station);
  const [bad, dropped] = await wire.goodClient(station);
  if (hangsUp) bad.end(frame);
  else bad.send(frame);
  await until(() => dropped.closes === 1 && bad.closed, 'the end of the pipe');
  equal(dropped.messages.length, 0, 'messages');
  good.send(`${lead}00 00 00 00 00 00 00 01 61`);
  await until(() => kept.messages.length === 1, 'a message on the other pipe');
  equal(kept.closes, 0, 'ends of the other pipe');
  await wire.goodClient(station);
}

/** Messages, good and bad, on the pipe of a listener. */
export const wirePipeCases: readonly CaseSpec<StreamTransportBench>[] = [
  {
    id: '12.1',
    title: '[transports 12.1] answers with literal frames',
    needs: [],
    run: answersLiterally,
  },
  {
    id: '13.5.1',
    title: '[transports 13.5.1] answers with 01 before each length, none before the handshake',
    needs: ['prefix'],
    run: answersLiterally,
  },
  ...brokenFrames.map(([what, frame, hangsUp]) => ({
    id: `13.2.9-${frame.replaceAll(' ', '')}`,
    title: `[transports 13.2.9] drops the pipe of a client that sends ${what}, and only that`,
    needs: [],
    run: (bench: StreamTransportBench) => dropsOnly(bench, frame === '' ? '' : `${bench.lead}${frame}`, hangsUp),
  })),
  {
    id: '13.2.9-type',
    title: '[transports 13.2.9] drops the pipe of a client that sends a type byte, and only that',
    needs: ['prefix'],
    run: (bench) => dropsOnly(bench, '01', true),
  },
  ...['00', '02', 'ff'].map((type) => ({
    id: `13.5.2-${type}`,
    title: `[transports 13.5.2] drops the pipe of a client that sends type byte ${type}, and only that`,
    needs: ['prefix'],
    run: async ({ wire }: StreamTransportBench) => {
      const station = await wire.listen();
      const [good, kept] = await wire.goodClient(station);
      const [bad, dropped] = await wire.goodClient(station);
      bad.send(`01 00 00 00 00 00 00 00 01 61 ${type} 00 00 00 00 00 00 00 01 62`);
      await until(() => dropped.closes === 1 && bad.closed, 'the end of the pipe');
      equal(dropped.texts.join('|'), 'a', 'messages');
      hasCode(dropped.reason, 'ERR_SP_GARBLED', 'the reason');
      good.send('01 00 00 00 00 00 00 00 01 61');
      await until(() => kept.messages.length === 1, 'a message on the other pipe');
      await wire.goodClient(station);
    },
  })),
  {
    id: '13.2.10',
    title: '[transports 13.2.10] drops a pipe on the length of 1 MiB and one byte, before any of them',
    needs: [],
    run: async ({ wire, lead }) => {
      const station = await wire.listen();
      const [client, end] = await wire.goodClient(station);
      client.send(`${lead}00 00 00 00 00 10 00 01`);
      await until(() => end.closes === 1 && client.closed, 'the end of the pipe');
      hasCode(end.reason, 'ERR_SP_TOO_LONG', 'the reason');
    },
  },
];
