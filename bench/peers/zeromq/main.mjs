// The npm package zeromq. It is not part of the workspace: ../build.mjs installs it under ../.build.
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { received, RoundTrips, runPeer, sent } from '../node-peer.mjs';

const require = createRequire(new URL('../.build/zeromq/package.json', import.meta.url));
const { Pull, Push, Reply, Request } = require('zeromq');

const check = (message, size) => {
  if (message.length !== size) throw new Error(`received ${message.length} bytes, not ${size}`);
};

// Closed sockets linger, so nothing is lost and the process ends when all is sent; by default without limit.
const linger = 30_000;

const reqrep = {
  async serve({ address, size, count, warmup }, ready) {
    const socket = new Reply({ linger });
    await socket.bind(address);
    ready();
    for (let i = 0; i < warmup + count; i++) {
      const [message] = await socket.receive();
      check(message, size);
      await socket.send(message);
    }
    socket.close();
    return { count };
  },

  async drive({ address, size, count, warmup }) {
    const socket = new Request({ linger });
    const payload = Buffer.alloc(size, 'x');
    const trips = new RoundTrips(count);
    socket.connect(address);
    for (let i = -warmup; i < count; i++) {
      if (i === 0) trips.begin();
      const before = performance.now();
      await socket.send(payload);
      const [message] = await socket.receive();
      if (i >= 0) trips.samples[i] = performance.now() - before;
      check(message, size);
    }
    const result = trips.report();
    socket.close();
    return result;
  },
};

const stream = {
  async serve({ address, size, count }, ready) {
    const socket = new Pull({ linger });
    await socket.bind(address);
    ready();
    let first = 0;
    for (let i = 0; i < count; i++) {
      const [message] = await socket.receive();
      if (i === 0) first = performance.now();
      check(message, size);
    }
    const last = performance.now();
    socket.close();
    return received({ count, size }, first, last);
  },

  async drive({ address, size, count }) {
    const socket = new Push({ linger });
    const payload = Buffer.alloc(size, 'x');
    socket.connect(address);
    const start = performance.now();
    for (let i = 0; i < count; i++) await socket.send(payload);
    const result = sent({ count }, start);
    socket.close();
    return result;
  },
};

await runPeer({ inproc: true, scenarios: { reqrep, stream }, version: () => require('zeromq/package.json').version });
