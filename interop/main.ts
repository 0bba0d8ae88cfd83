// npm run interop [-- --json FILE] [--only TEXT]
//
// Talks to the programs of other implementations that are installed, over the loopback interface: every cell of a table
// of protocols, transports, ends and sizes, and the known differences between implementations, a test for each.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cellsOf } from './cells.ts';
import { differencesOf } from './differences/index.ts';
import { asMarkdown } from './markdown.ts';
import { killAll } from './peer-process.ts';
import { asJson, report } from './report.ts';
import { runAll } from './runner.ts';
import { removeTemporaryFiles } from './temporary-files.ts';
import { findPeer, tools } from './tools.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { json: text, markdown: text, only: text } });

const cleanUp = (): void => {
  killAll();
  removeTemporaryFiles();
};
process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cleanUp();
    process.kill(process.pid, signal);
  });
}

const looked = tools.map((tool) => ({ tool, peer: findPeer(tool) }));
const missing = new Set(looked.filter(({ peer }) => peer === undefined).map(({ tool }) => tool.name));
const cases = looked
  .flatMap(({ tool, peer }) => [...cellsOf(tool, peer), ...differencesOf(tool, peer)])
  .filter(({ title }) => title.toLowerCase().includes((values.only ?? '').toLowerCase()));

if (cases.length === 0) console.log(`no case has ${JSON.stringify(values.only)} in its title`);
const results = await runAll(cases, missing, 6);
if (values.json !== undefined) writeFileSync(values.json, `${asJson(looked, results)}\n`);
if (values.markdown !== undefined) writeFileSync(values.markdown, asMarkdown(looked, results));
console.log(report(looked, results).join('\n'));
process.exitCode = cases.length === 0 || results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
