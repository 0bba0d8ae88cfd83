import { Message } from '@sp/core/transport';
import { check, equal, equalBytes } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { pattern } from '../payloads.ts';
import type { TransportBench } from './transport-bench.ts';

/** Below and above what transports copy, batch and split. */
const sizes = [0, 1, 10, 1_000, 5_000, 70_000, 200_000];

/** Messages: whole, in order, and nobody else's. */
export const messageCases: readonly CaseSpec<TransportBench>[] = [
  {
    id: 'T-003',
    title:
      '[T-003] [transports 13.1.9] [transports 13.1.12, TR-7] carries messages whole and in order, headers in front',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      for (let n = 0; n < 10; n += 1) {
        one.send(`world ${n}`, new Message('hello, ').body);
        two.send(`sea ${n}`, new Message('over the ').body);
      }
      await bench.until(() => one.messages.length === 10 && two.messages.length === 10, 'ten messages each way');
      for (let n = 0; n < 10; n += 1) {
        equal(two.texts[n], `hello, world ${n}`, `message ${n}`);
        equal(one.texts[n], `over the sea ${n}`, `message ${n} back`);
        equal(two.messages[n]?.header.length, 0, 'length of the header received');
      }
      check(two.messages[0]?.body instanceof Uint8Array, 'the body is no Uint8Array');
    },
  },
  {
    id: '13.1.11',
    title: '[transports 13.1.11] carries sizes from 1 byte to 1 MiB and back down',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      const lengths = Array.from({ length: 21 }, (_, power) => 2 ** power);
      for (const length of [...lengths, ...lengths.toReversed()]) {
        const body = pattern(length);
        const arrived = two.messages.length;
        await bench.put(one, new Message(body.slice()));
        await bench.until(() => two.messages.length > arrived, `${length} bytes`);
        equalBytes((two.messages[arrived] as Message).body, body, `${length} bytes`);
        two.messages.length = 0;
      }
    },
  },
  {
    id: '13.1.25',
    title: '[transports 13.1.25] carries the empty message',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      for (const body of ['before', '', '', 'after']) one.send(body);
      await bench.until(() => two.messages.length === 4, 'four messages, two of them empty');
      equal(two.texts.join('|'), 'before|||after', 'bodies');
    },
  },
  {
    id: '13.1.26',
    title: '[transports 13.1.26] [T-005] keeps the order of 1000 messages, and has none left over',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      for (let n = 0; n < 1_000; n += 1) await bench.put(one, new Message(`message ${n}`));
      await bench.until(() => two.messages.length >= 1_000, '1000 messages');
      await bench.quiet();
      equal(two.messages.length, 1_000, 'messages received');
      for (const [n, text] of two.texts.entries()) equal(text, `message ${n}`, 'order');
      equal(one.pipe.unsent, 0, 'unsent');
    },
  },
  {
    id: 'T-004',
    title: '[T-004] gives every receiver bytes of its own, for good',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const [one, two] = await bench.connect(station);
      const [three, four] = await bench.connect(station);
      for (const [n, size] of sizes.entries()) {
        const body = pattern(size, n);
        await bench.put(one, new Message(body), true);
        await bench.put(three, new Message(body), true);
      }
      const all = sizes.length;
      await bench.until(() => two.messages.length === all && four.messages.length === all, 'both receivers');
      // What one does to a message must not reach the other receiver, nor the messages beside it.
      for (const [n, message] of two.messages.entries()) if (n % 2 === 0) message.body.fill(0xee);
      for (let n = 0; n < 50; n += 1) await bench.put(one, new Message(pattern(1_500, 99)));
      await bench.until(() => two.messages.length === all + 50, 'further messages');
      for (const [n, size] of sizes.entries()) {
        equalBytes(four.messages[n]?.body ?? new Uint8Array(0), pattern(size, n), `the other receiver's message ${n}`);
        if (n % 2 === 1) equalBytes((two.messages[n] as Message).body, pattern(size, n), `message ${n}, kept`);
      }
    },
  },
  {
    id: 'T-009',
    title: '[T-009] only reads a shared body, and leaves the message as it is',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      for (const [n, size] of sizes.entries()) {
        const body = pattern(size, n);
        const header = pattern(4, 7);
        const message = new Message(body, header);
        await bench.put(one, message, true);
        await bench.until(() => two.messages.length === n + 1, `${size} shared bytes`);
        (two.messages[n] as Message).body.fill(0);
        equal(message.body, body, 'the body that was sent');
        equal(message.header, header, 'the header that was sent');
        equalBytes(body, pattern(size, n), `a shared body of ${size} bytes`);
        equalBytes(header, pattern(4, 7), 'the header of a shared message');
      }
    },
  },
  {
    id: 'T-010',
    title: '[T-010] takes what it needs of a borrowed body before send returns',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      for (const [n, size] of sizes.entries()) {
        const body = pattern(size, n);
        const message = new Message(body);
        message.borrowed = true;
        const taken = bench.put(one, message);
        body.fill(0);
        await taken;
        await bench.until(() => two.messages.length === n + 1, `${size} borrowed bytes`);
        equalBytes((two.messages[n] as Message).body, pattern(size, n), `a borrowed body of ${size} bytes`);
      }
    },
  },
];
