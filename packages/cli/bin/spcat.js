#!/usr/bin/env node
// The command of the workspace: runs the TypeScript sources, so that it needs no build and is never out of date.
// It isn't published: the packed package has dist/spcat.js as its bin.
import { register } from 'node:module';
import { register as registerTypeScript } from 'tsx/esm/api';

const condition = `export const resolve = (specifier, context, next) =>
  next(specifier, { ...context, conditions: ['@sp/source', ...context.conditions] });`;

registerTypeScript();
register(`data:text/javascript,${encodeURIComponent(condition)}`);
await import('../src/spcat.ts');
