// npm run mutants: breaks the protocols, one rule of scripts/mutant-list.mjs at a time, and checks that a test notices.
//
//   npm run mutants -- --only PREFIX    only files, or folders of tests, that begin like this: core, protocol-req, ...
//
// It works on copies of the sources, and takes a minute or two. A rule that can be broken without a test that fails
// ends it with status 1, as does a rule whose text is no longer in the file.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutants } from './mutant-list.mjs';

const root = join(import.meta.dirname, '..');
// Milliseconds for the tests of a package, and for one of them.
const TIME_LIMIT = 120_000;
const PATIENCE = 5_000;
const LANES = Math.min(2, availableParallelism());

const { only = '' } = parseArgs({ options: { only: { type: 'string' } } }).values;
const chosen = mutants.filter(({ file, tests }) => [file, ...tests].some((name) => name.startsWith(only)));

const scratch = mkdtempSync(join(tmpdir(), 'mutants-'));
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const fail = (why) => {
  console.error(why);
  process.exit(1);
};

/** The file of a mutant with its rule broken; ends everything where it can't be. */
const broken = ({ file, find, replace }) => {
  const text = readFileSync(join(root, 'packages', file), 'utf8');
  const count = text.split(find).length - 1;
  if (count !== 1) fail(`packages/${file} has this ${count} times, not once: ${find}`);
  return text.replace(find, () => replace);
};

/** A copy of what the tests of protocols need. Links between packages are relative, so they stay inside of it. */
const copyTree = (name) => {
  const folder = join(scratch, name);
  for (const empty of ['test', 'examples']) mkdirSync(join(folder, empty), { recursive: true });
  const packages = readdirSync(join(root, 'packages')).filter((one) => /^(core|compliance|protocol-.*)$/.test(one));
  const entries = ['package.json', 'jest.config.mjs', 'scripts', ...packages.map((one) => join('packages', one))];
  const filter = (path) => !/[\\/]dist$/.test(path);
  for (const entry of entries) {
    cpSync(join(root, entry), join(folder, entry), { recursive: true, verbatimSymlinks: true, filter });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
};

/**
 * Runs the tests of some packages until one fails; resolves to what scripts/jest-first-failure.mjs has to say, or to
 * undefined where they never end.
 */
const runTests = (folder, tests, ...flags) =>
  new Promise((resolve, reject) => {
    const result = join(folder, 'result.json');
    rmSync(result, { force: true });
    const child = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        join(root, 'node_modules/jest/bin/jest.js'),
        `--cacheDirectory=${join(scratch, 'cache')}`,
        `--reporters=${join(folder, 'scripts/jest-first-failure.mjs')}`,
        `--testTimeout=${PATIENCE}`,
        ...flags,
        ...tests.map((name) => `packages/${name}/test/`),
      ],
      { cwd: folder, env: { ...process.env, FIRST_FAILURE: result }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    children.add(child);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, TIME_LIMIT);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      children.delete(child);
      if (existsSync(result)) resolve(JSON.parse(readFileSync(result, 'utf8')));
      else if (late) resolve(undefined);
      else reject(new Error(`the tests of ${tests.join(', ')} ended without a result:\n${errors}`));
    });
  });

/** Breaks a rule in a copy of the sources, runs the tests, and puts it right again. */
const examine = async (folder, mutant, text) => {
  const path = join(folder, 'packages', mutant.file);
  const sound = readFileSync(path, 'utf8');
  writeFileSync(path, text);
  const result = await runTests(folder, mutant.tests, '--runInBand');
  writeFileSync(path, sound);
  if (result === undefined) return { caught: true, by: 'the tests never end' };
  const { title, unloadable } = result;
  if (unloadable !== undefined) fail(`${mutant.why}: the broken file does not load:\n${unloadable}`);
  return { caught: title !== undefined, by: title ?? '' };
};

const cut = (text, width) => (text.length > width ? `${text.slice(0, width - 3)}...` : text.padEnd(width));
const line = (verdict, file, why, by) => {
  console.log(`${verdict.padEnd(8)}  ${cut(file, 44)}  ${cut(why, 62)}  ${cut(by, 70).trimEnd()}`);
};

if (chosen.length === 0) fail(`no rule begins with ${only}`);
const texts = new Map(chosen.map((mutant) => [mutant, broken(mutant)]));
const start = performance.now();
const folders = Array.from({ length: LANES }, (_, lane) => copyTree(`lane-${lane}`));

// A test that fails anyway would catch everything.
const sound = await runTests(folders[0], [...new Set(chosen.flatMap(({ tests }) => tests))], '--runInBand');
if (sound === undefined || Object.keys(sound).length > 0) {
  fail(`the tests fail with nothing broken: ${JSON.stringify(sound)}`);
}

line('', 'file', 'broken rule', 'noticed by');
let survivors = 0;
const waiting = [...chosen];
const lane = async (folder) => {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const { caught, by } = await examine(folder, mutant, texts.get(mutant));
    if (!caught) survivors += 1;
    line(caught ? 'caught' : 'SURVIVED', mutant.file, mutant.why, by);
  }
};
await Promise.all(folders.map(lane));

const seconds = Math.round((performance.now() - start) / 1_000);
console.log(`${chosen.length - survivors} of ${chosen.length} broken rules were noticed, in ${seconds} s`);
process.exit(survivors === 0 ? 0 : 1);
