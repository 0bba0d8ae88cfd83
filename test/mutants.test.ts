// The list behind `npm run mutants` keeps up with the sources; what it finds out takes minutes, and runs on its own.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { mutants } from '../scripts/mutant-list.mjs';

const packages = join(import.meta.dirname, '../packages');

test('the text of every rule is in its file, once', () => {
  const lost = mutants.filter(({ file, find }) => readFileSync(join(packages, file), 'utf8').split(find).length !== 2);
  expect(lost).toEqual([]);
});

test('every protocol has rules to be broken', () => {
  const tested = new Set(mutants.flatMap(({ tests }) => tests));
  expect([...tested].toSorted()).toEqual(readdirSync(packages).filter((name) => name.startsWith('protocol-')));
});
