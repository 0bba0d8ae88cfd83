import type { Result } from './runner.ts';
import { totals, type Looked } from './report.ts';

/** The results as a page of documentation, without what differs from run to run. */
export function asMarkdown(looked: readonly Looked[], results: readonly Result[]): string {
  return `# Interoperability

<!-- Written by \`npm run interop -- --markdown docs/interop.md\`. -->

What the packages and \`spcat\` do together with the command line programs of other implementations, each a process of its
own on the same machine: ${totals(results)}. See [interop/README.md](../interop/README.md) for how it is done.

A number counts conversations: the library and \`spcat\`, each of them dialing and listening; over TCP the library does it
with messages of 0 B, 1 B, 1 KiB and 1 MiB, elsewhere all do with 1 KiB. What arrives has to be what was sent, byte for
byte. What a program does not have is left out.

${looked.map(({ tool, peer }) => section(tool.name, heading(tool.name, tool.of, peer), of(results, tool.name))).join('\n')}`;
}

const of = (results: readonly Result[], tool: string): Result[] =>
  results.filter((result) => result.case.tool === tool);

const heading = (name: string, implementation: string, peer: Looked['peer']): string => {
  if (peer === undefined) return `${name} (${implementation}), which was not found`;
  return `${name}${peer.versionText === '' ? '' : ` ${peer.versionText}`} (${implementation})`;
};

function section(tool: string, title: string, results: readonly Result[]): string {
  const cells = results.filter((result) => result.case.cell !== undefined);
  const others = results.filter((result) => result.case.cell === undefined);
  const red = results.filter(({ outcome }) => outcome === 'failed');
  const lines = others.map((result) => `- ${mark(result)}${escaped(withoutTool(result, tool))}`);
  return `## ${title}

${table(cells)}
${red.length === 0 ? '' : `\nNot as they should be:\n\n${red.map((result) => `- ${escaped(withoutTool(result, tool))}: ${escaped(result.reason)}`).join('\n')}\n`}
What is particular to it, each line a test:

${lines.join('\n')}
`;
}

function table(results: readonly Result[]): string {
  const transports = [...new Set(results.map((result) => result.case.cell?.transport ?? ''))];
  const pairings = [...new Set(results.map((result) => result.case.cell?.pairing ?? ''))];
  const rows = pairings.map((pairing) => [
    pairing,
    ...transports.map((transport) =>
      summary(results.filter(({ case: { cell } }) => cell?.pairing === pairing && cell.transport === transport)),
    ),
  ]);
  return aligned([['Ours, its', ...transports], ...rows]);
}

function summary(results: readonly Result[]): string {
  const passed = results.filter(({ outcome }) => outcome === 'passed').length;
  if (results.length === 0) return '';
  return passed === results.length ? `${passed}` : `**${passed} of ${results.length}**`;
}

/** A table as the formatter of the repository has it. */
function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[[...head], ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const withoutTool = ({ case: { title } }: Result, tool: string): string => title.replace(`${tool}: `, '');

const mark = ({ outcome }: Result): string => (outcome === 'passed' ? '' : `**${outcome}**: `);

const escaped = (text: string): string => text.replace(/[\\*_<>[\]`]/g, '\\$&');
