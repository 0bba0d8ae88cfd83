// Every folder of examples/ is a program: its README.md gives the one command that runs it, in an `sh` block, and right
// behind that what it prints, in a `text output` block.
import { exec } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const names = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line as somebody would who read the page, except that npm does not repeat what it runs. */
const shell = (command: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const env = { ...process.env, npm_config_loglevel: 'silent' };
    const child = exec(command, { cwd: root, env, timeout: 60_000 }, (_error, stdout, stderr) => {
      resolve({ status: child.exitCode, stdout, stderr });
    });
  });

// The first one would do this otherwise, and say so.
beforeAll(() => shell('node scripts/bootstrap.mjs'), 300_000);

describe.each(names.map(({ name }) => name))('examples/%s', (name) => {
  const page = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8');
  const [, command = '', output = ''] = /^```sh\n(.*?)\n```\n+```text output\n(.*?)```$/ms.exec(page) ?? [];

  test('has one command', () => {
    expect(command).toBe(`npm start --prefix examples/${name}`);
  });

  test('prints what its page says', async () => {
    expect(await shell(command)).toEqual({ status: 0, stdout: output, stderr: '' });
  }, 70_000);

  test('is private', () => {
    expect(JSON.parse(readFileSync(join(root, 'examples', name, 'package.json'), 'utf8'))).toMatchObject({
      name: `@sp-private/${name}`,
      private: true,
      type: 'module',
    });
  });
});
