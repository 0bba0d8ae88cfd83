// Holds the manifest, the compiler references and the versions of every package against scripts/dependency-rules.mjs.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { covers, ruleFor } from '../scripts/dependency-rules.mjs';

interface Manifest {
  name: string;
  version: string;
  type: string;
  sideEffects: boolean;
  engines: { node: string };
  exports: Record<string, string | Record<string, string | Record<string, string>>>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  publishConfig: { access: string; exports: unknown; bin?: Record<string, string> };
}
interface BuildConfig {
  compilerOptions?: { types?: string[] };
  references: { path: string }[];
}

const root = join(import.meta.dirname, '..');
const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);
const manifest = (name: string): Manifest => json(`packages/${name}/package.json`) as Manifest;
const buildConfig = (name: string): BuildConfig => json(`packages/${name}/tsconfig.build.json`) as BuildConfig;

/** Folder names of the workspace packages among some dependencies. */
const workspace = (dependencies: Record<string, string> = {}): string[] =>
  Object.keys(dependencies)
    .filter((name) => name.startsWith('@sp/'))
    .map((name) => name.slice('@sp/'.length));
const external = (dependencies: Record<string, string> = {}): string[] =>
  Object.keys(dependencies).filter((name) => !name.startsWith('@sp/'));

describe.each(packages)('packages/%s', (name) => {
  const { may, external: mayExternal, tests, portable } = ruleFor(name);
  const { dependencies, devDependencies, ...rest } = manifest(name);

  test('is named for its folder and has the version of all the others', () => {
    expect(rest).toMatchObject({ name: `@sp/${name}`, version: manifest('core').version });
  });

  test('is an ES module package without side effects, for every supported Node.js', () => {
    const { engines } = json('package.json') as Manifest;
    expect(rest).toMatchObject({ type: 'module', sideEffects: false, engines });
  });

  test('depends only on what the table allows', () => {
    expect(workspace(dependencies).filter((dependency) => !covers(may, dependency))).toEqual([]);
    expect(external(dependencies).filter((dependency) => !mayExternal.includes(dependency))).toEqual([]);
  });

  test('tests with only what the table allows', () => {
    const allowed = [...may, ...tests];
    expect(workspace(devDependencies).filter((dependency) => !covers(allowed, dependency))).toEqual([]);
  });

  test('takes workspace packages as plain dependencies of the current version', () => {
    const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(([key]) => key.startsWith('@sp/'));
    expect(ranges.filter(([, range]) => range !== 'workspace:^')).toEqual([]);
    expect(workspace({ ...rest.peerDependencies, ...rest.optionalDependencies })).toEqual([]);
  });

  test('references the build of exactly its dependencies', () => {
    const references = buildConfig(name).references.map(({ path }) => path);
    const expected = workspace(dependencies).map((dependency) => `../${dependency}/tsconfig.build.json`);
    expect(references.toSorted()).toEqual(expected.toSorted());
  });

  test('compiles without the types of Node.js if it is portable', () => {
    expect(buildConfig(name).compilerOptions?.types).toEqual(portable ? [] : undefined);
  });

  test('publishes its exports without the source condition', () => {
    const published: [string, unknown][] = Object.entries(rest.exports).map(([entryPoint, target]) => {
      if (typeof target === 'string') return [entryPoint, target];
      const conditions = Object.entries(target).filter(([condition]) => condition !== '@sp/source');
      return [entryPoint, Object.fromEntries(conditions)];
    });
    const exports = Object.fromEntries(published);
    expect(rest.publishConfig).toMatchObject({ access: 'public', exports });
  });

  test('has the sources that its exports name', () => {
    const sources = Object.values(rest.exports).flatMap((target) => {
      if (typeof target === 'string') return [];
      const source = target['@sp/source'] ?? 'none';
      return typeof source === 'string' ? [source] : Object.values(source);
    });
    expect(sources.filter((source) => !existsSync(join(root, 'packages', name, source)))).toEqual([]);
  });

  test('publishes compiled commands', () => {
    const commands = Object.keys(rest.bin ?? {}).map((command) => [command, `./dist/${command}.js`]);
    expect(rest.publishConfig.bin ?? {}).toEqual(Object.fromEntries(commands));
  });
});

test('the build knows every package', () => {
  const { references } = json('tsconfig.build.json') as BuildConfig;
  expect(references.map(({ path }) => path).toSorted()).toEqual(
    packages.map((name) => `packages/${name}/tsconfig.build.json`).toSorted(),
  );
});

test('the portable program checks every portable package', () => {
  const text = readFileSync(join(root, 'tsconfig.portable.json'), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '');
  const { include } = JSON.parse(text) as { include: string[] };
  const patterns = include.map((pattern) => pattern.replace(/^packages\/(.*)\/src$/, '$1'));
  expect(packages.filter((name) => covers(patterns, name))).toEqual(packages.filter((name) => ruleFor(name).portable));
});

test('the lockfile names no registry', () => {
  expect(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:|tarball:/);
});
