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
    // What is CommonJS asks for the modules of Node.js by this name.
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; globalThis.require = makeRequire(import.meta.url);',
    },
  });
  bundle = outfile;
  return bundle;
}
