// Installs the workspace once per lockfile. Needs only node and npm, so that every npm script can call it first.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const text = (path) => readFileSync(new URL(path, root), 'utf8');
const stamp = new URL('node_modules/.bootstrap-stamp', root);
const want = createHash('sha256').update(text('pnpm-lock.yaml')).update(text('pnpm-workspace.yaml')).digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== want) {
  const { packageManager } = JSON.parse(text('package.json'));
  const windows = process.platform === 'win32';
  const run = spawnSync(windows ? 'npx.cmd' : 'npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
  writeFileSync(stamp, want);
}
