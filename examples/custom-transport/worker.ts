// The other thread: it counts primes, while the thread that asked has time for something else.
import { workerData, type MessagePort } from 'node:worker_threads';
import { transports } from '@sp/core';
import { createRep } from '@sp/protocol-rep';
import { port } from './src/port.ts';

const isPrime = (number: number): boolean => {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return number > 1;
};

const primesBelow = (limit: number): number => {
  let count = 0;
  for (let number = 2; number < limit; number += 1) if (isPrime(number)) count += 1;
  return count;
};

const rep = createRep(transports(port(workerData as MessagePort)));
await rep.listen('port://primes');
for (;;) {
  const request = (await rep.recv()).text();
  await rep.send(request === 'stop' ? 'goodbye' : String(primesBelow(Number(request))));
  if (request === 'stop') break;
}
await rep.close();
