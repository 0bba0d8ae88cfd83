// Runs the demo as `npm run demo` does: once to its end, and once with a server that dies half-way.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const demo = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const cwd = join(import.meta.dirname, '..');
    const command = ['--conditions=@sp/source', '--import', 'tsx', 'demo/main.ts', ...args];
    const child = execFile(process.execPath, command, { cwd, timeout: 60_000 }, (_error, stdout, stderr) => {
      resolve({ status: child.exitCode ?? -1, stdout, stderr });
    });
  });

test('the demo shows questions, answers and what they cost, and ends well', async () => {
  const { status, stdout, stderr } = await demo();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/what is 6 times 7\? +-> +42 /);
  expect(stdout).toMatch(/together +[\d,]+ round trips\/s/);
  expect(stdout).toMatch(/nothing was lost/);
}, 70_000);

test('the demo fails with a clear line when its server dies', async () => {
  const { status, stderr } = await demo('--kill-server');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^\s*The demo failed: the server \(process \d+\) has ended: SIGKILL\s*$/);
}, 70_000);
