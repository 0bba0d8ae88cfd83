import { host, turn } from './host.ts';

/**
 * Bytes that are really in use, or undefined where the host does not say. Garbage is driven out first, as well as that
 * goes without asking the collector: the least of several readings counts.
 */
export async function memoryInUse(): Promise<number | undefined> {
  const read = host.process?.memoryUsage?.bind(host.process);
  if (read === undefined) return undefined;
  let least = Infinity;
  for (let round = 0; round < 12; round += 1) {
    let churn: unknown[] = [];
    for (let n = 0; n < 100_000; n += 1) churn = [churn.length, n];
    await turn();
    const { heapUsed, arrayBuffers = 0 } = read();
    least = Math.min(least, heapUsed + arrayBuffers + churn.length);
  }
  return least;
}
