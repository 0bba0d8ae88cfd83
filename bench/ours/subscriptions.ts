// One PUB, one SUB with many subscriptions, in one process: what it costs to find out whether a message is wanted.
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { createPub } from '@sp/protocol-pub';
import { createSub } from '@sp/protocol-sub';
import type { Sides } from '../peers/node-peer.mjs';
import { check, connected, net, patient, withoutLoss } from './shared.ts';

/** Sensors there are; the first of them, in scattered order, are subscribed to. */
const sensors = 10_000;
/** Sent before the receiver gets its turn: less than any queue takes. */
const burst = 64;

const topicOf = (sensor: number, quantity: 'temp' | 'flow'): string => {
  const [line, number] = [Math.floor(sensor / 100), sensor % 100].map((part) => String(part).padStart(2, '0'));
  return `plant/line-${line}/sensor-${number}/${quantity}`;
};

/** The numbers below `length` in scattered order, the same in every run. */
const scattered = (length: number): number[] => {
  const numbers = Array.from({ length }, (_, number) => number);
  let random = 1;
  for (let end = length - 1; end > 0; end--) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    const other = Math.floor((random / 2 ** 32) * (end + 1));
    [numbers[end], numbers[other]] = [numbers[other] ?? 0, numbers[end] ?? 0];
  }
  return numbers;
};

/** Which topic the n-th message has: each in turn, the last one, or the same in turn with an end that nobody wants. */
type Choice = 'each' | 'last' | 'none';

/** As many bodies in every case, so that their own share of the caches is the same. */
const bodies = (choice: Choice, subscribed: readonly number[], size: number): Uint8Array[] =>
  scattered(sensors).map((n) => {
    const sensor = subscribed.at(choice === 'last' ? -1 : n % subscribed.length) ?? 0;
    const topic = topicOf(sensor, choice === 'none' ? 'flow' : 'temp');
    return new TextEncoder().encode(`${topic} ${n}`.padEnd(size));
  });

export const subscriptions = (choice: Choice): Sides => {
  // Both sides are one loop, which is here; the other one has nothing to do.
  return {
    serve({ count }, ready) {
      ready();
      return Promise.resolve({ count });
    },

    async drive({ address, size, count, width }) {
      const subscribed = scattered(sensors).slice(0, width);
      const payloads = bodies(choice, subscribed, size);
      const sub = createSub(net, { ...patient, subscribe: subscribed.map((sensor) => topicOf(sensor, 'temp')) });
      const pub = createPub(net, patient);
      const attached = connected(pub, 1);
      await sub.listen(net.parse(address));
      await pub.dial(net.parse(address));
      await attached;

      let wanted = 0;
      const exchange = async (messages: number): Promise<void> => {
        // Once more than there is to send: the last ones may come a turn later.
        for (let done = 0; done < messages + burst; done += burst) {
          for (let at = done; at < Math.min(done + burst, messages); at++) {
            pub.trySend(payloads[at % sensors] ?? '');
          }
          await setImmediate();
          for (let message = sub.tryRecv(); message !== undefined; message = sub.tryRecv()) {
            check(message, size);
            wanted++;
          }
        }
      };
      await withoutLoss([pub, sub], () => exchange(Math.ceil(count / 10)));
      wanted = 0;
      // Time of the processor: what other programs take of it says nothing about us.
      const before = process.cpuUsage();
      await withoutLoss([pub, sub], () => exchange(count));
      const { user, system } = process.cpuUsage(before);
      const seconds = (user + system) / 1e6;
      const expected = choice === 'none' ? 0 : count;
      if (wanted !== expected) throw new Error(`received ${wanted} messages, not ${expected}`);
      await pub.close();
      await sub.close();
      return { count, seconds };
    },
  };
};
