import { existsSync, readdirSync } from 'node:fs';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { coreEntryPoints, patternSource, ruleFor } from './scripts/dependency-rules.mjs';

const packages = readdirSync(new URL('./packages', import.meta.url)).filter((name) =>
  existsSync(new URL(`./packages/${name}/package.json`, import.meta.url)),
);

/** Specifiers of the workspace packages that match the patterns, entry points of core included. */
const workspace = (patterns) =>
  patterns.map((pattern) => {
    const entryPoint = pattern === 'core' ? `(?:/(?:${coreEntryPoints.join('|')}))?` : '';
    return `@sp/${patternSource(pattern)}${entryPoint}`;
  });

/** Refuses every import that is neither relative nor matched by one of the expressions. */
const onlyImports = (expressions, message) => ({
  regex: `^(?!\\.)${expressions.length > 0 ? `(?!(?:${expressions.join('|')})$)` : ''}`,
  message,
});

const byName = 'import other packages by name';

/** Import rules of one package: its sources by the dependency table, its tests with what the table adds for tests. */
const importRules = (name) => {
  const { may, external, tests, portable } = ruleFor(name);
  const sources = [...workspace(may), ...external, ...(portable ? [] : ['node:.+'])];
  return [
    {
      files: [`packages/${name}/src/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              onlyImports(sources, `@sp/${name} may not import this: see scripts/dependency-rules.mjs`),
              { regex: '^(\\.\\./)+(?:[^/]+/)?src/|^(\\.\\./){3,}', message: byName },
            ],
          },
        ],
      },
    },
    portable && {
      files: [`packages/${name}/src/**/*.ts`],
      rules: {
        'no-restricted-globals': [
          'error',
          ...['Buffer', 'process', 'global', 'window', 'document'].map((global) => ({
            name: global,
            message: `@sp/${name} runs in every JavaScript runtime`,
          })),
        ],
      },
    },
    {
      files: [`packages/${name}/test/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: `^@sp/(?!(?:${workspace([name, ...may, ...tests])
                  .map((specifier) => specifier.slice('@sp/'.length))
                  .join('|')})$)`,
                message: `the tests of @sp/${name} may not import this: see scripts/dependency-rules.mjs`,
              },
              { regex: '^(\\.\\./){2,}[^/]+/(?:src|test|dist)/', message: byName },
            ],
          },
        ],
      },
    },
  ].filter(Boolean);
};

const programs = ['demo', 'interop', 'bench', 'examples', 'test'].map((folder) => `${folder}/**/*.ts`);

export default defineConfig(
  { ignores: ['**/dist/**', '**/coverage/**', '**/node_modules/**', '.peers/**', 'test/.examples/**'] },
  js.configs.recommended,
  {
    files: ['**/*.{mjs,js}'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        setImmediate: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    files: ['packages/*/{src,test}/**/*.ts', ...programs],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // isolatedDeclarations wants the annotation that these two would remove
      '@typescript-eslint/consistent-generic-constructors': 'off',
      '@typescript-eslint/no-inferrable-types': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // It asks for the `!` that no-non-null-assertion refuses.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
    },
  },
  {
    // Test doubles are often async, or empty, because an interface says so; expectations name methods without a call.
    files: ['packages/*/test/**/*.ts', 'examples/*/test/**/*.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  packages.flatMap(importRules),
);
