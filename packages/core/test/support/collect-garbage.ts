import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Collects what nothing refers to any more. */
export async function collectGarbage(): Promise<void> {
  // A job keeps alive what it looked at through a `WeakRef`.
  await setImmediate();
  gc();
}
