import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildSync, type BuildOptions } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';

/** Where a program is, as the shell finds it. */
export function commandOf(name: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

const path = commandOf('chromium');

/** Why there is no browser to test with; undefined where there is one. */
export const missing: string | undefined =
  path === undefined ? 'there is no chromium: apt-get install --no-install-recommends chromium' : undefined;

/** A headless browser, or undefined where there is none. */
export const launch = async (): Promise<Browser | undefined> =>
  path === undefined
    ? undefined
    : chromium.launch({
        executablePath: path,
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      });

/** The version of the browser. */
export const version = (): string =>
  path === undefined ? 'none' : execFileSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8' }).trim();

/** A bundle for browsers, and the files that are in it. */
export interface Bundle {
  readonly code: string;
  readonly files: readonly string[];
}

/** Bundles as an application would: nothing of Node.js can be resolved. */
export function bundle(what: Pick<BuildOptions, 'entryPoints' | 'stdin' | 'minify'>): Bundle {
  // The other way leaves a process behind.
  const { metafile, outputFiles } = buildSync({
    ...what,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@sp/source'],
    logLevel: 'silent',
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  });
  return { code: outputFiles[0]?.text ?? '', files: Object.keys(metafile.inputs) };
}
