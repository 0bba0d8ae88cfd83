#!/usr/bin/env node
import { runSpcat } from './run-spcat.ts';

const ending = new AbortController();
const signals = ['SIGINT', 'SIGTERM'] as const;
let received: (typeof signals)[number] | undefined;

for (const name of signals) {
  // Once: a second one ends the program on the spot.
  process.once(name, () => {
    received = name;
    ending.abort();
  });
}

const { stdin, stdout, stderr } = process;
process.exitCode = await runSpcat(process.argv.slice(2), { stdin, stdout, stderr, signal: ending.signal });
// With the sockets closed, end as the signal would have ended the program: shells look at that.
if (received !== undefined) process.kill(process.pid, received);
