// One PUSH, many PULL that are all in the other process.
import { createPull } from '@sp/protocol-pull';
import { createPush } from '@sp/protocol-push';
import { received, sent, type Sides } from '../peers/node-peer.mjs';
import { check, connected, net, patient, payloadOf } from './shared.ts';
import type { Way } from './way.ts';

export const pipeline = (way: Way): Sides => ({
  async serve(run, ready) {
    const push = createPush(net, patient);
    const everybody = connected(push, run.width);
    await push.listen(net.parse(run.address));
    ready();
    await everybody;
    const payload = payloadOf(run.size);
    const start = performance.now();
    for (let left = run.count; left > 0; left--) {
      const sending = way.send(push, payload);
      if (sending !== undefined) await sending;
    }
    await push.close();
    return sent(run, start);
  },

  async drive(run) {
    const pulls = Array.from({ length: run.width }, () => createPull(net, patient));
    let first = 0;
    let left = run.count;
    const receiving = pulls.map(async (pull) => {
      let got = 0;
      await way.receive(pull, (message) => {
        if (first === 0) first = performance.now();
        check(message, run.size);
        got++;
        left--;
        if (left > 0) return false;
        end();
        return true;
      });
      return got / run.count;
    });
    let last = 0;
    let closing: Promise<unknown> = Promise.resolve();
    // The others wait for messages that do not come.
    const end = (): void => {
      last = performance.now();
      closing = Promise.all(pulls.map((pull) => pull.close()));
    };
    await Promise.all(pulls.map((pull) => pull.dial(net.parse(run.address))));
    const shares = await Promise.all(receiving);
    await closing;
    return { ...received(run, first, last), shares };
  },
});
