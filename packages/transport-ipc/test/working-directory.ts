// Listens on relative paths in several working directories, and prints what becomes of the files.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bench } from './ipc-bench.ts';

const base = process.argv[2] ?? '';
// Absolute paths in there are too long for a socket.
const deep = join(base, 'd'.repeat(60), 'd'.repeat(60));
const [short, other] = [join(base, 'short'), join(base, 'other')];
for (const folder of [short, deep, other]) mkdirSync(folder, { recursive: true });

// Nothing of the transport keeps a process alive.
const hold = setTimeout(() => undefined, 15_000);
const bench = new Bench();
const dialed: string[] = [];

process.chdir(short);
const first = await bench.listen('ipc://rel.sock');
const [end] = await bench.connect(first);
dialed.push('short');
process.chdir(deep);
const second = await bench.listen('ipc://rel.sock');
await bench.connect(second);
dialed.push('deep');
const files = { short: readdirSync(short), deep: readdirSync(deep) };

process.chdir(other);
const third = await bench.listen('ipc://rel.sock');
first.listener.close();
second.listener.close();
const afterwards = { short: readdirSync(short), deep: readdirSync(deep), other: readdirSync(other) };
await bench.connect(third);
dialed.push('other');

const { address } = first;
console.log(JSON.stringify({ address, remoteAddress: end.pipe.remoteAddress, files, afterwards, dialed }));
bench.close();
clearTimeout(hold);
