// Finds the code examples of the repository's documentation.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** One fenced block of TypeScript or JavaScript. */
export interface Example {
  /** Path of the page from the root of the repository, with slashes. */
  readonly page: string;
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  readonly extension: 'ts' | 'js';
  readonly code: string;
  readonly run: boolean;
  /** What the program has to print, from the `text output` block that follows. */
  readonly output: string | undefined;
}

interface Block {
  readonly line: number;
  readonly language: string;
  readonly flags: string;
  readonly text: string;
}

const extensions: Readonly<Record<string, Example['extension']>> = {
  ts: 'ts',
  typescript: 'ts',
  js: 'js',
  javascript: 'js',
};

/** README.md, every page of docs/ and the README.md of every package. */
export const pages = (root: string): string[] => {
  const below = (folder: string, recursive: boolean): string[] =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive, encoding: 'utf8' }).map((name) => join(folder, name))
      : [];
  return [
    'README.md',
    ...below('docs', true).filter((path) => path.endsWith('.md') && !path.split(sep).includes('node_modules')),
    ...below('packages', false).map((folder) => join(folder, 'README.md')),
  ].filter((path) => existsSync(join(root, path)));
};

/** Every fenced block of a page; the indentation of its opening fence is taken off its lines. */
const blocks = (markdown: string): Block[] => {
  const found: Block[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const open = /^(\s*)(`{3,}|~{3,})\s*([^\s`]*)\s*([^`]*)$/.exec(lines[at] ?? '');
    if (open === null) continue;
    const [, indent = '', fence = '', language = '', flags = ''] = open;
    const line = at + 1;
    const text: string[] = [];
    for (at++; at < lines.length && lines[at]?.trim() !== fence; at++) {
      const content = lines[at] ?? '';
      text.push(content.startsWith(indent) ? content.slice(indent.length) : content.trimStart());
    }
    if (at >= lines.length) throw new Error(`line ${line}: the block that starts here has no end`);
    found.push({ line, language, flags: flags.trim(), text: text.join('\n') });
  }
  return found;
};

/** Whether the lines of a block stand together in a file, all of them indented by as much as the first. */
const isExcerpt = (text: string, file: string): boolean => {
  const source = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return source.some((first, at) => {
    const indent = /^ */.exec(first)?.[0] ?? '';
    return text.split('\n').every((line, n) => source[at + n] === (line === '' ? '' : indent + line));
  });
};

/** The examples of one page. An unknown flag is an error, so that a misspelt one doesn't go unnoticed. */
export const examplesOf = (root: string, path: string): Example[] => {
  const page = relative(root, join(root, path)).split(sep).join('/');
  const all = blocks(readFileSync(join(root, path), 'utf8'));
  return all.flatMap((block, index) => {
    const { line, language, flags, text } = block;
    const fail = (why: string): never => {
      throw new Error(`${page}:${line}: ${why}`);
    };
    const extension = extensions[language];
    if (extension === undefined) {
      const previous = all[index - 1];
      const follows = previous !== undefined && extensions[previous.language] !== undefined && previous.flags === '';
      if (language === 'text' && flags === 'output' && !follows) fail('output of no example that runs');
      return [];
    }
    const [, source] = /^from (\S+)$/.exec(flags) ?? [];
    if (source !== undefined) {
      if (!isExcerpt(text, join(root, source))) fail(`${source} does not read like this`);
      return [];
    }
    if (flags !== '' && flags !== 'no-run') fail(`unknown flag "${flags}"`);
    const next = all[index + 1];
    const output = next?.language === 'text' && next.flags === 'output' ? next.text : undefined;
    return [{ page, line, extension, code: text, run: flags === '', output }];
  });
};
