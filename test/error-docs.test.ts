// docs/errors.md is written by scripts/make-error-docs.mjs from the codes in the source.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('docs/errors.md is up to date', async () => {
  const cwd = join(import.meta.dirname, '..');
  const check = ['--import', 'tsx', 'scripts/make-error-docs.mjs', '--check'];
  await expect(promisify(execFile)(process.execPath, check, { cwd })).resolves.toEqual({ stdout: '', stderr: '' });
});
