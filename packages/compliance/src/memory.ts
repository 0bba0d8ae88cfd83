import { host, turn } from './host.ts';

const usage = host.process?.memoryUsage?.bind(host.process);

/** Bytes in array buffers, garbage included; 0 where the host does not say. */
export const bufferBytes = (): number => usage?.().arrayBuffers ?? 0;

/**
 * Bytes of objects in use; 0 where the host does not say. Young garbage is driven out first, as well as that goes
 * without asking the collector: the least of several readings counts.
 */
export async function heapInUse(): Promise<number> {
  if (usage === undefined) return 0;
  let least = Infinity;
  for (let round = 0; round < 10; round += 1) {
    let churn: unknown[] = [];
    for (let n = 0; n < 50_000; n += 1) churn = [churn.length, n];
    await turn();
    least = Math.min(least, usage().heapUsed + churn.length);
  }
  return least;
}
