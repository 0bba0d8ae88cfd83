// Every ts or js example of README.md, docs/**/*.md and packages/*/README.md is type-checked, all in one program, and
// then run in a process of its own, which has to exit with status 0.
//
//   ```ts            type-checked and run; a whole program: it imports what it uses and ends by itself
//   ```ts no-run     type-checked only: for a server that never ends, or for an address that doesn't exist
//   ```ts from FILE  neither: lines of a file of the repository, which have to be there like this
//   ```text output   straight after an example: exactly what that example prints on stdout
//
// js blocks take the same flags. Blocks of any other language are left alone. Examples may import every @sp package
// that test/package.json lists; line numbers in errors are those of the page.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examplesOf, pages, type Example } from './markdown-examples.ts';

const root = join(import.meta.dirname, '..');
const examples = pages(root).flatMap((path) => examplesOf(root, path));
const programs = examples.filter(({ run }) => run);
const execute = promisify(execFile);
// Below this folder, imports of @sp packages resolve as they do for the tests of this folder.
const parent = join(import.meta.dirname, '.examples');
let folder = '';

const fileOf = ({ page, line, extension }: Example): string => `${page}-${line}.${extension}`;

interface Result {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

const node = async (...args: string[]): Promise<Result> => {
  try {
    return { status: 0, ...(await execute(process.execPath, args, { cwd: root, timeout: 15_000 })) };
  } catch (error) {
    const { code, signal, stdout = '', stderr = '' } = error as Record<string, string | undefined>;
    return { status: code ?? signal, stdout, stderr };
  }
};

beforeAll(() => {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, 'run-'));
  for (const example of examples) {
    const path = join(folder, fileOf(example));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${'\n'.repeat(example.line)}${example.code}\n`);
  }
  const compilerOptions = {
    noEmit: true,
    allowJs: true,
    checkJs: true,
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    erasableSyntaxOnly: false,
    moduleDetection: 'force',
  };
  const config = { extends: join(root, 'tsconfig.base.json'), files: examples.map(fileOf), compilerOptions };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

if (examples.length > 0) {
  test('every example compiles', async () => {
    const tsc = join(root, 'node_modules/typescript-7/bin/tsc');
    const { stdout } = await node(tsc, '--pretty', 'false', '-p', folder);
    expect(stdout).toBe('');
  });
}

if (programs.length > 0) {
  describe('every example runs', () => {
    test.each(programs.map((example) => [`${example.page}:${example.line}`, example] as const))(
      '%s',
      async (_title, example) => {
        const result = await node('--conditions=@sp/source', '--import', 'tsx', join(folder, fileOf(example)));
        expect(result).toMatchObject({ status: 0, stderr: '' });
        if (example.output !== undefined) expect(result.stdout.trimEnd()).toBe(example.output.trimEnd());
      },
    );
  });
}

test('an example with an unknown flag is refused', () => {
  const page = join(folder, 'page.md');
  writeFileSync(page, '```ts norun\n```\n');
  expect(() => examplesOf(folder, 'page.md')).toThrow('page.md:1: unknown flag "norun"');
});

test('an excerpt has to be in its file, at any indentation', () => {
  const write = (...lines: string[]): void => writeFileSync(join(folder, 'page.md'), lines.join('\n'));
  writeFileSync(join(folder, 'file.ts'), 'if (a) {\n  b(\n    c,\n  );\n}\n');
  write('```ts from file.ts', 'b(', '  c,', ');', '```');
  expect(examplesOf(folder, 'page.md')).toEqual([]);
  write('```ts from file.ts', 'b(', 'c,', ');', '```');
  expect(() => examplesOf(folder, 'page.md')).toThrow('page.md:1: file.ts does not read like this');
  write('```ts from nothing.ts', 'b(', '```');
  expect(() => examplesOf(folder, 'page.md')).toThrow('page.md:1: nothing.ts does not read like this');
});

test('an output that follows no example is refused', () => {
  const page = join(folder, 'page.md');
  writeFileSync(page, '```sh\nls\n```\n\n```text output\nfile\n```\n');
  expect(() => examplesOf(folder, 'page.md')).toThrow('page.md:5: output of no example that runs');
});
