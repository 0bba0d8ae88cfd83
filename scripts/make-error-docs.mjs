// Writes docs/errors.md from packages/core/src/error-codes.ts; with --check it only says whether the page is up to date.
// Run by `npm run docs:errors`, under tsx, because it imports TypeScript.
import { readFileSync, writeFileSync } from 'node:fs';
import { errorCodes } from '../packages/core/src/error-codes.ts';

const page = new URL('../docs/errors.md', import.meta.url);

const row = (cells) => `| ${cells.join(' | ')} |`;
const entries = Object.entries(errorCodes);
const rows = entries.map(([code, { text, remedy, mangos, nng }]) =>
  row([`\`${code}\``, text, remedy, mangos === undefined ? '' : `\`${mangos}\``, nng?.join(', ') ?? '']),
);
const aligned = (lines) => {
  const cells = lines.map((line) => line.slice(2, -2).split(' | '));
  const widths = cells[0].map((_, at) => Math.max(...cells.map((one) => one[at].length)));
  const pad = (one) => row(one.map((cell, at) => cell.padEnd(widths[at])));
  return [pad(cells[0]), row(widths.map((width) => '-'.repeat(width))), ...cells.slice(1).map(pad)];
};

const text = `<!-- Written by scripts/make-error-docs.mjs: change packages/core/src/error-codes.ts, then \`npm run docs:errors\`. -->

# Errors

Every error that the packages raise is an \`SpError\`. Compare its \`code\`, never its text: codes change only with a major
version. \`isSpError(error, code)\` tells whether something is one, also across several installed copies of \`@sp/core\`. The
error of the operating system, where there is one, is whole in \`cause\`.

\`\`\`ts
import { createReq, isSpError, nodeTransports } from '@sp/node';

await using req = createReq(nodeTransports());
try {
  await req.dial('tcp://127.0.0.1:1');
} catch (error) {
  if (!isSpError(error, 'ERR_SP_CONN_REFUSED')) throw error;
  console.log(error.code);
}
\`\`\`

\`\`\`text output
ERR_SP_CONN_REFUSED
\`\`\`

An aborted call is the exception: it rejects with the reason of its signal, unchanged.

The last two columns name the constant of mangos and the numbers of NNG with the same meaning, where there are any.

${aligned([row(['Code', 'Meaning', 'What to do', 'mangos', 'NNG']), ...rows]).join('\n')}
`;

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  console.error('docs/errors.md is out of date: npm run docs:errors');
  process.exitCode = 1;
}
