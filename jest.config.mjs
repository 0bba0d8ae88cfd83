import { existsSync, readdirSync } from 'node:fs';

const root = import.meta.dirname;

const project = (displayName, rootDir, testMatch) => ({
  displayName,
  rootDir,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['@sp/source', 'node', 'node-addons'] },
  setupFiles: [`${root}/scripts/jest-realm.mjs`],
  setupFilesAfterEnv: [`${root}/scripts/jest-leaks.mjs`],
});

const packages = readdirSync(`${root}/packages`).filter((name) => existsSync(`${root}/packages/${name}/package.json`));

export default {
  projects: [
    ...packages.map((name) => project(name, `${root}/packages/${name}`, ['<rootDir>/test/**/*.test.ts'])),
    project('examples', `${root}/examples`, ['<rootDir>/*/test/**/*.test.ts']),
    project('repository', `${root}/test`, ['<rootDir>/*.test.ts']),
  ],
  testTimeout: 20_000,
  reporters: ['default', `${root}/scripts/jest-closing-line.mjs`],
  coverageProvider: 'babel',
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  coverageReporters: ['text-summary', 'lcovonly', 'json-summary'],
};
