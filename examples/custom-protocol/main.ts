// A baker announces the price of bread. Who follows late learns the price all the same, and who looks seldom sees only
// the last one.
import { setImmediate } from 'node:timers/promises';
import { transports } from '@sp/core';
import { inproc } from '@sp/transport-inproc';
import { createAnnounce, createFollow } from './src/index.ts';

const net = transports(inproc());
const baker = createAnnounce(net);
await baker.listen('inproc://bread');
await baker.send('3.10');

const early = createFollow(net);
await early.dial('inproc://bread');
console.log(`the first customer reads ${(await early.recv()).text()}`);

for (const price of ['3.20', '3.40', '2.90']) await baker.send(price);
const late = createFollow(net);
await late.dial('inproc://bread');
// Time goes by; meanwhile nobody looks.
await setImmediate();

console.log(`the second customer reads ${(await late.recv()).text()}`);
console.log(`the first customer reads ${(await early.recv()).text()}`);
console.log(`prices that the first customer never saw: ${early.stats().find('rx_outdated')?.number ?? 0}`);

for (const socket of [baker, early, late]) await socket.close();
