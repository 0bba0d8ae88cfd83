import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;
let files = 0;

/** A path at which there is nothing yet. */
export function temporaryPath(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'sp-interop-'));
  files += 1;
  return join(folder, String(files));
}

/** The path of a new file with these contents. */
export function temporaryFile(contents: Uint8Array): string {
  const path = temporaryPath();
  writeFileSync(path, contents);
  return path;
}

/** Removes them all, for the end of the program. */
export function removeTemporaryFiles(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
}
