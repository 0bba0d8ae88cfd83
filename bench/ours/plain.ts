// The verbs that every socket has, one message at a time: `await send()`, `await recv()`, `for await`.
import { createPull } from '@sp/protocol-pull';
import { createPush } from '@sp/protocol-push';
import { createRep } from '@sp/protocol-rep';
import { createReq } from '@sp/protocol-req';
import { received, RoundTrips, runPeer, sent, type Sides } from '../peers/node-peer.mjs';
import { contexts, ofContext } from './contexts.ts';
import { fanout } from './fanout.ts';
import { pipeline } from './pipeline.ts';
import { check, net, patient, payloadOf } from './shared.ts';
import { oneByOne } from './way.ts';

const reqrep: Sides = {
  async serve({ address, size, count, warmup }, ready) {
    const rep = createRep(net, patient);
    await rep.listen(net.parse(address));
    ready();
    for (let i = 0; i < warmup + count; i++) {
      const request = await rep.recv();
      check(request, size);
      await rep.send(request);
    }
    await rep.close();
    return { count };
  },

  async drive({ address, size, count, warmup }) {
    const req = createReq(net, patient);
    const payload = payloadOf(size);
    const trips = new RoundTrips(count);
    await req.dial(net.parse(address));
    for (let i = -warmup; i < count; i++) {
      if (i === 0) trips.begin();
      const before = performance.now();
      await req.send(payload);
      const reply = await req.recv();
      if (i >= 0) trips.samples[i] = performance.now() - before;
      check(reply, size);
    }
    const result = trips.report();
    await req.close();
    return result;
  },
};

const stream: Sides = {
  async serve(run, ready) {
    const pull = createPull(net, patient);
    await pull.listen(net.parse(run.address));
    ready();
    let first = 0;
    let left = run.count;
    for await (const message of pull) {
      if (left === run.count) first = performance.now();
      check(message, run.size);
      if (--left === 0) break;
    }
    const last = performance.now();
    await pull.close();
    return received(run, first, last);
  },

  async drive(run) {
    const push = createPush(net, patient);
    const payload = payloadOf(run.size);
    await push.dial(net.parse(run.address));
    const start = performance.now();
    for (let i = 0; i < run.count; i++) await push.send(payload);
    await push.close();
    return sent(run, start);
  },
};

await runPeer({
  inproc: true,
  scenarios: {
    reqrep,
    stream,
    fanout: fanout(oneByOne),
    pipeline: pipeline(oneByOne),
    contexts: contexts(ofContext),
  },
  version: () => process.version,
});
