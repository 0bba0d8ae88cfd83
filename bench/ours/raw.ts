// Raw REQ to raw REP, which carry the header as it is, one message at a time.
import { createRawRep } from '@sp/protocol-rep';
import { createRawReq } from '@sp/protocol-req';
import { received, RoundTrips, runPeer, sent, type Sides } from '../peers/node-peer.mjs';
import { check, net, patient, payloadOf, rawMessage } from './shared.ts';

const reqrep: Sides = {
  async serve({ address, size, count, warmup }, ready) {
    const rep = createRawRep(net, patient);
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
    const req = createRawReq(net, patient);
    const payload = payloadOf(size);
    const trips = new RoundTrips(count);
    await req.dial(net.parse(address));
    for (let i = -warmup; i < count; i++) {
      if (i === 0) trips.begin();
      const before = performance.now();
      await req.send(rawMessage(payload));
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
    const rep = createRawRep(net, patient);
    await rep.listen(net.parse(run.address));
    ready();
    let first = 0;
    let left = run.count;
    for await (const message of rep) {
      if (left === run.count) first = performance.now();
      check(message, run.size);
      if (--left === 0) break;
    }
    const last = performance.now();
    await rep.close();
    return received(run, first, last);
  },

  async drive(run) {
    const req = createRawReq(net, patient);
    const payload = payloadOf(run.size);
    await req.dial(net.parse(run.address));
    const start = performance.now();
    for (let i = 0; i < run.count; i++) await req.send(rawMessage(payload));
    await req.close();
    return sent(run, start);
  },
};

await runPeer({ inproc: true, scenarios: { reqrep, stream }, version: () => process.version });
