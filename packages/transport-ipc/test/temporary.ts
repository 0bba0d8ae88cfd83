import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'sp-ipc-'));
let count = 0;

/** A path in a folder of this test file, where nothing is. */
export const freePath = (): string => join(folder, `${(count += 1)}.sock`);

afterAll(() => {
  rmSync(folder, { recursive: true });
});
