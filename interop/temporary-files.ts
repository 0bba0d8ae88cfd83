import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;
let files = 0;

/** The path of a new file with these contents. */
export function temporaryFile(contents: Uint8Array): string {
  folder ??= mkdtempSync(join(tmpdir(), 'sp-interop-'));
  files += 1;
  const path = join(folder, String(files));
  writeFileSync(path, contents);
  return path;
}

/** Removes them all, for the end of the program. */
export function removeTemporaryFiles(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
}
