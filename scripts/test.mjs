// What `npm test` runs: formatting, types and lint, then every jest test. `npm test -- ARGUMENTS` gives the arguments to
// jest and runs nothing else.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('../', import.meta.url));
const jestArguments = process.argv.slice(2);

/** Runs one command; resolves to its exit status and, unless it inherits, to what it printed. */
const run = (command, args, stdio) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio, shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });

/** Runs an npm script beside others and prints its output in one piece. */
const check = async (script) => {
  const start = performance.now();
  const { status, output } = await run('npm', ['run', '--silent', script], ['ignore', 'pipe', 'pipe']);
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  console.log(`${status === 0 ? 'ok' : 'FAILED'}  npm run ${script} (${seconds} s)`);
  if (output.trim() !== '') console.log(output.trimEnd());
  return status === 0;
};

if (jestArguments.length === 0) {
  const results = await Promise.all(['format:check', 'typecheck', 'lint'].map(check));
  if (results.includes(false)) {
    console.log('FAILED before any test ran: see above');
    process.exit(1);
  }
}

const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const { status } = await run(process.execPath, [...jest, '-w', '2', ...jestArguments], 'inherit');
process.exit(status);
