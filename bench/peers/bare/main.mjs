// The floor: what node:net does with the same bytes, an 8-byte length before each message, and nothing of a protocol.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import process from 'node:process';
import { received, RoundTrips, runPeer, sent } from '../node-peer.mjs';

const prefixSize = 8;
const batchSize = 65_536;
// Above this a message is written as it is, by reference; below, copying many into one buffer is cheaper.
const largestCopied = 1024;

const target = (address) => {
  const { hostname, port } = new URL(address.replace(/^tcp:/, 'http:'));
  return { host: hostname, port: Number(port || 80), noDelay: true };
};

/** Listens for one connection and gives its socket. */
const accept = async (address, ready) => {
  const { host, port } = target(address);
  const server = createServer({ noDelay: true });
  server.listen(port, host);
  await once(server, 'listening');
  const connection = once(server, 'connection');
  ready();
  const [socket] = await connection;
  server.close();
  return socket;
};

const prefixOf = (size) => {
  const prefix = Buffer.alloc(prefixSize);
  prefix.writeBigUInt64BE(BigInt(size));
  return prefix;
};

const frameOf = (size) => Buffer.concat([prefixOf(size), Buffer.alloc(size, 'x')]);

/** Calls `onFrame(chunks)` each time that the bytes of one more frame are there. Never more than one is on its way. */
const readFrames = (socket, frameSize, onFrame) => {
  let chunks = [];
  let have = 0;
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    have += chunk.length;
    if (have < frameSize) return;
    const frame = chunks;
    chunks = [];
    have = 0;
    onFrame(frame);
  });
};

const reqrep = {
  async serve({ address, size, count }, ready) {
    const socket = await accept(address, ready);
    const frameSize = prefixSize + size;
    readFrames(socket, frameSize, (chunks) => {
      if (chunks.length === 1) {
        socket.write(chunks[0]);
        return;
      }
      socket.cork();
      for (const chunk of chunks) socket.write(chunk);
      socket.uncork();
    });
    await once(socket, 'close');
    return { count };
  },

  async drive({ address, size, count, warmup }) {
    const socket = connect(target(address));
    await once(socket, 'connect');
    const frame = frameOf(size);
    const trips = new RoundTrips(count);
    let i = -warmup;
    let before = 0;
    const ask = () => {
      if (i === 0) trips.begin();
      before = performance.now();
      socket.write(frame);
    };
    await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('closed too early')));
      readFrames(socket, frame.length, () => {
        if (i >= 0) trips.samples[i] = performance.now() - before;
        i++;
        if (i < count) ask();
        else resolve();
      });
      ask();
    });
    const result = trips.report();
    socket.end();
    return result;
  },
};

/** Copies messages into buffers of 64 KiB. Two of them take turns; one is free again when its write is done. */
const writeCopied = async (socket, size, count) => {
  const prefix = prefixOf(size);
  const payload = Buffer.alloc(size, 'x');
  const perBatch = Math.floor(batchSize / (prefixSize + size));
  const idle = [Buffer.allocUnsafeSlow(batchSize), Buffer.allocUnsafeSlow(batchSize)];
  let wake = () => undefined;
  for (let written = 0; written < count;) {
    while (idle.length === 0) await new Promise((resolve) => (wake = resolve));
    const batch = idle.pop();
    const messages = Math.min(perBatch, count - written);
    let end = 0;
    for (let i = 0; i < messages; i++) {
      batch.set(prefix, end);
      batch.set(payload, end + prefixSize);
      end += prefixSize + size;
    }
    written += messages;
    socket.write(batch.subarray(0, end), () => {
      idle.push(batch);
      wake();
    });
  }
};

/** Writes prefix and message as they are, gathered into one system call, and waits for `drain` when told to. */
const writeDirectly = async (socket, size, count) => {
  const prefix = prefixOf(size);
  const payload = Buffer.alloc(size, 'x');
  for (let written = 0; written < count;) {
    socket.cork();
    let room = true;
    while (room && written < count) {
      socket.write(prefix);
      room = socket.write(payload);
      written++;
    }
    socket.uncork();
    if (!room && socket.writableNeedDrain) await once(socket, 'drain');
  }
};

const stream = {
  async serve({ address, size, count }, ready) {
    const socket = await accept(address, ready);
    const expected = (prefixSize + size) * count;
    let have = 0;
    let first = 0;
    let last = 0;
    await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`closed after ${have} of ${expected} bytes`)));
      socket.on('data', (chunk) => {
        if (have === 0) first = performance.now();
        have += chunk.length;
        if (have < expected) return;
        last = performance.now();
        resolve();
      });
    });
    socket.end();
    return received({ count, size }, first, last);
  },

  async drive({ address, size, count }) {
    const socket = connect({ ...target(address), writableHighWaterMark: 4 * batchSize });
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.resume();
    const start = performance.now();
    await (size <= largestCopied ? writeCopied : writeDirectly)(socket, size, count);
    socket.end();
    await closed;
    return sent({ count }, start);
  },
};

await runPeer({ inproc: false, scenarios: { reqrep, stream }, version: () => process.version });
