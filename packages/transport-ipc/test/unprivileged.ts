// Tries what a user without privileges must not do, and prints how each attempt ended.
import { join } from 'node:path';
import { Bench } from './ipc-bench.ts';

const [closed = '', open = '', busy = ''] = process.argv.slice(2);
// Only now, since the program itself need not be readable for that user.
process.setgroups?.([]);
process.setgid?.(65_534);
process.setuid?.(65_534);

// Nothing of the transport keeps a process alive.
const hold = setTimeout(() => undefined, 15_000);
const bench = new Bench();
const attempts: Record<string, () => Promise<unknown>> = {
  'listen in a folder that is not writable': () => bench.listen(`ipc://${join(closed, 'x.sock')}`),
  'dial a socket that is not writable': () => bench.dial(`ipc://${busy}`),
  'listen at a socket that is not writable': () => bench.listen(`ipc://${busy}`),
  'listen with a foreign owner': () => bench.listen(`ipc://${join(open, 'foreign.sock')}`, { owner: 12_345 }),
  'listen where it may': () => bench.listen(`ipc://${join(open, 'own.sock')}`, { chmod: 0o600 }),
};

const results: Record<string, unknown[]> = {};
for (const [what, attempt] of Object.entries(attempts)) {
  results[what] = await attempt().then(
    () => ['no error'],
    (error: unknown) => {
      const { cause, code } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
      return [code, cause?.code];
    },
  );
}
bench.close();
clearTimeout(hold);
console.log(JSON.stringify(results));
