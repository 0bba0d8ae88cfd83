// Which package may depend on which: the one table behind the import rules of eslint, the dependency test of test/ and
// the runtime types that a package may see. The first row whose pattern matches a folder of packages/ applies to it.
//
// `may`       workspace packages that the sources may import, besides nothing but themselves
// `external`  packages of the registry that the sources may import
// `tests`     workspace packages that the tests may import on top of `may`
// `portable`  runs in every JavaScript runtime: no `node:` module, no Buffer, no process, no types of Node.js
const table = [
  { packages: 'core', may: [], external: [], tests: ['compliance'], portable: true },
  { packages: 'transport-inproc', may: ['core'], external: [], tests: ['compliance'], portable: true },
  { packages: 'transport-ws', may: ['core'], external: ['ws'], tests: ['compliance'], portable: false },
  { packages: 'transport-*', may: ['core'], external: [], tests: ['compliance'], portable: false },
  { packages: 'protocol-*', may: ['core'], external: [], tests: ['compliance'], portable: true },
  { packages: 'compliance', may: ['core'], external: [], tests: [], portable: true },
  {
    packages: 'node',
    may: ['core', 'transport-*', 'protocol-*'],
    external: [],
    tests: ['compliance'],
    portable: false,
  },
  {
    packages: 'web',
    may: ['core', 'transport-inproc', 'transport-ws', 'protocol-*'],
    // An entry point rather than a package: the build that only dials, whichever conditions a bundler knows.
    external: ['@sp/transport-ws/browser'],
    tests: ['compliance'],
    portable: true,
  },
  { packages: 'cli', may: ['node', 'compliance'], external: [], tests: [], portable: false },
];

/** Entry points of @sp/core besides `@sp/core` itself. */
export const coreEntryPoints = ['transport', 'protocol', 'stream'];

/** A pattern of the table as the source of a regular expression over folder names. */
export const patternSource = (pattern) => pattern.replaceAll('*', '[a-z0-9-]+');

/** Whether a folder name is covered by one of the patterns. */
export const covers = (patterns, name) =>
  patterns.some((pattern) => new RegExp(`^(?:${patternSource(pattern)})$`).test(name));

/** The row for a folder of packages/. A folder without a row is an error: add it to the table. */
export const ruleFor = (name) => {
  const row = table.find(({ packages }) => covers([packages], name));
  if (row === undefined) throw new Error(`scripts/dependency-rules.mjs has no row for packages/${name}`);
  return row;
};
