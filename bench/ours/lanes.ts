// The conveniences of REQ and REP, `request()` and `serve()`, and the fast lane of a stream: bursts of `trySend()`,
// and `batches()`.
import { createPull } from '@sp/protocol-pull';
import { createPush } from '@sp/protocol-push';
import { createRep } from '@sp/protocol-rep';
import { createReq } from '@sp/protocol-req';
import { received, RoundTrips, runPeer, sent, type Sides } from '../peers/node-peer.mjs';
import { contexts, ofRequests } from './contexts.ts';
import { fanout } from './fanout.ts';
import { pipeline } from './pipeline.ts';
import { check, net, patient, payloadOf } from './shared.ts';
import { subscriptions } from './subscriptions.ts';
import { inBursts } from './way.ts';

const reqrep: Sides = {
  async serve({ address, size, count, warmup }, ready) {
    const rep = createRep(net, patient);
    const gone = new Promise<void>((resolve) => {
      rep.setPipeHook({
        detached: () => {
          resolve();
        },
      });
    });
    let left = warmup + count;
    const serving = rep.serve((request) => {
      left--;
      check(request, size);
      return request;
    });
    await rep.listen(net.parse(address));
    ready();
    await gone;
    if (left !== 0) throw new Error(`closed with ${left} requests to come`);
    await rep.close();
    await serving;
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
      const reply = await req.request(payload);
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
    for await (const batch of pull.batches()) {
      if (left === run.count) first = performance.now();
      for (const message of batch) check(message, run.size);
      left -= batch.length;
      if (left <= 0) break;
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
    for (let left = run.count; left > 0; left--) {
      if (!push.trySend(payload)) await push.send(payload);
    }
    await push.close();
    return sent(run, start);
  },
};

await runPeer({
  inproc: true,
  scenarios: {
    reqrep,
    stream,
    fanout: fanout(inBursts),
    pipeline: pipeline(inBursts),
    contexts: contexts(ofRequests),
    'match-each': subscriptions('each'),
    'match-last': subscriptions('last'),
    'match-none': subscriptions('none'),
  },
  version: () => process.version,
});
