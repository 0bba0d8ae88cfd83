import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { child } from './child.ts';
import { Bench } from './ipc-bench.ts';
import { freePath, removeFiles } from './temporary.ts';

const bench = new Bench();
afterAll(removeFiles);
afterEach(() => {
  bench.close();
});

const posix = process.platform === 'win32' ? describe.skip : describe;

posix('a process without permission', () => {
  it('can neither listen nor dial, is told what the system said, and harms nothing', async () => {
    const base = freePath();
    const [closed, open] = [join(base, 'closed'), join(base, 'open')];
    for (const folder of [closed, open]) mkdirSync(folder, { recursive: true });
    // The way to the folders has to be open for a foreign user.
    chmodSync(join(base, '..'), 0o755);
    // Nobody may listen in the one folder, everybody in the other.
    chmodSync(closed, 0o555);
    chmodSync(open, 0o777);
    const station = await bench.listen(`ipc://${join(open, 'private.sock')}`, { chmod: 0 });
    const results = await child('unprivileged.ts', closed, open, station.target.path);
    expect(results).toEqual({
      'listen in a folder that is not writable': ['ERR_SP_IO', 'EACCES'],
      'dial a socket that is not writable': ['ERR_SP_IO', 'EACCES'],
      'listen at a socket that is not writable': ['ERR_SP_ADDR_IN_USE', 'EADDRINUSE'],
      'listen with a foreign owner': ['ERR_SP_IO', 'EPERM'],
      'listen where it may': ['no error'],
    });
    expect(readdirSync(closed)).toEqual([]);
    expect(existsSync(station.target.path)).toBe(true);
    expect(readdirSync(open)).toEqual(['private.sock']);
  });
});
