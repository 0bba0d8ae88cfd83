// Writes docs/behaviours.md: every behaviour that a test pins down, from the titles of the tests that carry an id, such
// as "REQ-12 a first send that waits ends with ERR_SP_CANCELED", and of the cases of the compliance kit.
// Run by `npm run docs:behaviours`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/** Ids at the start of a title: REQ-12 REQ-13 does..., [MSG-3, MSG-4] does..., [transports 13.1.5] [T-007] does... */
const id = /[A-Z][A-Z0-9]*-\d+[a-z]?|\d+(?:\.\d+)+/g;
const list = new RegExp(`^(?:(?:\\[[^\\]]*\\]|${id.source})[,:]?\\s+)+`);

/** The text of a literal; what a template fills in is left open. */
const literal = (node) => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('...');
};

/** Whether a call is one of `test`, `test.each(...)`, `test.skip` and so on. */
const isCallOf = (called, names) => {
  if (ts.isIdentifier(called)) return names.includes(called.text);
  if (ts.isCallExpression(called) || ts.isPropertyAccessExpression(called)) return isCallOf(called.expression, names);
  return ts.isTaggedTemplateExpression(called) && isCallOf(called.tag, names);
};

const property = (object, name) => {
  const member = object.properties.find((one) => ts.isPropertyAssignment(one) && one.name.getText() === name);
  return member === undefined ? undefined : literal(member.initializer);
};

/** Titles of a file with their subjects: those of `test` in its `describe`s, and `title` beside `id` of an object. */
const titles = (file) => {
  const found = [];
  const visit = (node, subject) => {
    let inside = subject;
    if (ts.isCallExpression(node) && node.arguments.length > 1) {
      const title = literal(node.arguments[0]);
      if (title !== undefined && isCallOf(node.expression, ['test', 'it'])) found.push({ title, subject });
      if (title !== undefined && isCallOf(node.expression, ['describe'])) inside = [...subject, title];
    } else if (ts.isObjectLiteralExpression(node)) {
      const [given, title] = [property(node, 'id'), property(node, 'title')];
      if (given !== undefined && title !== undefined) found.push({ title: `[${given}] ${title}`, subject });
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true), []);
  return found;
};

/** One row for each id of each title of a package. */
const rowsOf = (name) => {
  const folders = name === 'compliance' ? ['src', 'test'] : ['test'];
  const files = folders.flatMap((folder) => {
    const path = join('packages', name, folder);
    try {
      return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' }).map((file) => join(path, file));
    } catch {
      return [];
    }
  });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      titles(file).flatMap(({ title, subject }) => {
        const [given] = list.exec(title) ?? [];
        if (given === undefined) return [];
        const behaviour = [...subject, title.slice(given.length)].join(': ');
        return [...new Set(given.match(id))].map((one) => ({ id: one, behaviour, file }));
      }),
    );
};

const collator = new Intl.Collator('en', { numeric: true });
const order = (one, other) =>
  collator.compare(one.id, other.id) ||
  collator.compare(one.behaviour, other.behaviour) ||
  collator.compare(one.file, other.file);
// A title may hold what Markdown would take for markup.
const plain = (text) => text.replaceAll(/\s+/g, ' ').replaceAll(/[|\\<>*`[\]]/g, '\\$&');

const sections = readdirSync(join(root, 'packages'))
  .map((name) => ({ name, rows: rowsOf(name).toSorted(order) }))
  .filter(({ rows }) => rows.length > 0)
  .map(({ name, rows }) => {
    const lines = rows.map(({ id, behaviour, file }) => {
      const path = file.split('\\').join('/');
      return `- **${id}**: ${plain(behaviour)} ([${path.slice(`packages/${name}/`.length)}](../${path}))`;
    });
    return `## @sp/${name}\n\n${lines.join('\n')}\n`;
  });

const text = `<!-- Written by scripts/make-behaviours.mjs from the titles of the tests: \`npm run docs:behaviours\`. -->

# Behaviours

What the packages do in detail, as their tests pin it down. The ids are those of the test titles: search for one to find
the test. Cases of the compliance kit hold for every transport or protocol that is checked with it.

${sections.join('\n')}`;

writeFileSync(join(root, 'docs', 'behaviours.md'), text);
const count = sections.join('\n').match(/^- /gm)?.length ?? 0;
console.log(`docs/behaviours.md: ${count} behaviours of ${sections.length} packages`);
