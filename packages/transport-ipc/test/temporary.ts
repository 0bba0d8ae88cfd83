import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;
let count = 0;

/** A path in a folder of this process, where nothing is. */
export function freePath(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'sp-ipc-'));
  return join(folder, `${(count += 1)}.sock`);
}

/** Removes that folder; to be called when all tests of a file are over. */
export function removeFiles(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
}
