// One PUB, many SUB that are all in the other process. PUB drops what a subscriber has no room for, so it must not be
// further ahead of the slowest one than a queue is long: messages go out in rounds, and over a second connection,
// PUSH to PULL, comes word of each round that everybody has received.
import { createPub } from '@sp/protocol-pub';
import { createPull } from '@sp/protocol-pull';
import { createPush } from '@sp/protocol-push';
import { createSub } from '@sp/protocol-sub';
import { received, sent, type Sides } from '../peers/node-peer.mjs';
import { check, connected, net, patient, payloadOf, withoutLoss } from './shared.ts';
import type { Way } from './way.ts';

const roundLength = 256;
/** Rounds under way at most. */
const roundsAhead = 4;
const queueLength = roundLength * roundsAhead;

export const fanout = (way: Way): Sides => ({
  async serve(run, ready) {
    const { address, size, count, width } = run;
    const pub = createPub(net, { ...patient, writeQLen: queueLength });
    const words = createPull(net, { ...patient, recvDeadline: 10_000 });
    const everybody = connected(pub, width);
    await pub.listen(net.parse(address));
    const back = await words.listen(net.parse('tcp://127.0.0.1:0'));
    ready();
    await everybody;

    const payload = payloadOf(size);
    let start = 0;
    await withoutLoss([pub], async () => {
      // The first message, which is not counted, says where to send word to.
      await pub.send(back.address);
      await words.recv();
      start = performance.now();
      for (let begun = 0; begun < count; begun += roundLength) {
        if (begun >= queueLength) await words.recv();
        for (let left = Math.min(roundLength, count - begun); left > 0; left--) {
          const sending = way.send(pub, payload);
          if (sending !== undefined) await sending;
        }
      }
      for (let left = Math.min(roundsAhead, Math.ceil(count / roundLength)); left > 0; left--) await words.recv();
    });
    await pub.close();
    await words.close();
    return sent(run, start);
  },

  async drive({ address, size, count, width }) {
    const subs = Array.from({ length: width }, () =>
      createSub(net, { ...patient, subscribe: [''], readQLen: queueLength }),
    );
    await Promise.all(subs.map((sub) => sub.dial(net.parse(address))));
    const [back] = await Promise.all(subs.map((sub) => sub.recv()));
    const words = createPush(net, patient);
    await words.dial(net.parse((back?.text() ?? '') as `tcp://${string}`));
    await words.send('ready');

    let first = 0;
    const finished = new Int32Array(Math.ceil(count / roundLength));
    const finish = (round: number): void => {
      const subscribers = (finished[round] ?? 0) + 1;
      finished[round] = subscribers;
      if (subscribers === width && !words.trySend('received')) throw new Error('no room for a word');
    };
    await withoutLoss(subs, () =>
      Promise.all(
        subs.map((sub) => {
          let got = 0;
          return way.receive(sub, (message) => {
            if (first === 0) first = performance.now();
            check(message, size);
            got++;
            if (got % roundLength === 0 || got === count) finish(Math.ceil(got / roundLength) - 1);
            return got === count;
          });
        }),
      ),
    );
    const last = performance.now();
    await Promise.all([words, ...subs].map((socket) => socket.close()));
    return received({ count: count * width, size }, first, last);
  },
});
