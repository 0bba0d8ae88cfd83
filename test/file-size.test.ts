// A source file holds one concept: none is longer than 300 lines.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const packages = join(import.meta.dirname, '../packages');
const limit = 300;

test('no source file of a package is over 300 lines', () => {
  const tooLong = readdirSync(packages)
    .map((name) => join(packages, name, 'src'))
    .flatMap((src) => readdirSync(src, { recursive: true, encoding: 'utf8' }).map((file) => join(src, file)))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > limit);
  expect(tooLong).toEqual([]);
});
