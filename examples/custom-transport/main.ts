// A worker thread answers what this thread asks, over a message port that the two share.
import { MessageChannel, Worker } from 'node:worker_threads';
import { transports } from '@sp/core';
import { createReq } from '@sp/protocol-req';
import { port } from './src/port.ts';

const { port1, port2 } = new MessageChannel();
const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: port2, transferList: [port2] });
const ended = new Promise((resolve) => worker.once('exit', resolve));

const req = createReq(transports(port(port1)));
// The worker may not listen yet: the dialer tries until it does.
await req.dial('port://primes', { dialAsync: true });

const limits = [10, 100, 1_000, 10_000, 100_000];
const replies = await Promise.all(limits.map((limit) => req.request(String(limit))));
for (const [n, reply] of replies.entries()) console.log(`primes below ${limits[n] ?? 0}: ${reply.text()}`);

await req.request('stop');
await req.close();
console.log(`the worker ended with status ${String(await ended)}`);
