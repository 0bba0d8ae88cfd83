import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { temporaryPath } from './temporary-files.ts';

let bundle: string | undefined;

/** The path of spcat, made from its sources into one file: that starts several times faster than the sources do. */
export function spcatPath(): string {
  if (bundle !== undefined) return bundle;
  const outfile = `${temporaryPath()}.mjs`;
  buildSync({
    entryPoints: [join(import.meta.dirname, '../packages/cli/src/spcat.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@sp/source'],
    // What is CommonJS asks for the modules of Node.js in this way.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  bundle = outfile;
  return bundle;
}
