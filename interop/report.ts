import type { Result } from './runner.ts';
import type { Peer, Tool } from './tools.ts';

const shown = { passed: 'ok', failed: 'FAILED', skipped: '-' } as const;

/** A tool that was looked for, and what was found. */
export interface Looked {
  readonly tool: Tool;
  readonly peer: Peer | undefined;
}

/** The lines of the report, the last one with the totals. */
export function report(looked: readonly Looked[], results: readonly Result[]): string[] {
  const cells = results.filter((result) => result.case.cell !== undefined);
  const others = results.filter((result) => result.case.cell === undefined);
  return [
    ...looked.map(({ tool, peer }) =>
      peer === undefined
        ? `skipped: ${tool.name} not found`
        : `${tool.name} ${peer.versionText}`.trim() + ` (${tool.of})`,
    ),
    ...looked.flatMap(({ tool }) =>
      table(
        tool.name,
        cells.filter((result) => result.case.tool === tool.name),
      ),
    ),
    '',
    ...others.map(
      ({ case: { title }, outcome, milliseconds }) => `${shown[outcome].padEnd(6)} ${title} (${milliseconds} ms)`,
    ),
    ...results.filter(({ outcome }) => outcome === 'failed').flatMap(failure),
    '',
    totals(results),
  ];
}

function table(tool: string, results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const columns = [...new Set(results.map((result) => result.case.cell?.column ?? ''))];
  const rows = [...new Set(results.map((result) => result.case.cell?.row ?? ''))];
  const width = Math.max(tool.length, ...rows.map((row) => row.length));
  const cell = (row: string, column: string): string => {
    const result = results.find(({ case: one }) => one.cell?.row === row && one.cell.column === column);
    if (result === undefined) return '';
    return `${shown[result.outcome]}${result.case.cell?.shortened === true ? '*' : ''}`;
  };
  const line = (first: string, rest: readonly string[]): string =>
    `${first.padEnd(width)}  ${rest.map((text) => text.padEnd(7)).join(' ')}`.trimEnd();
  const shortened = results.some((result) => result.case.cell?.shortened);
  return [
    '',
    line(tool, columns),
    ...rows.map((row) =>
      line(
        row,
        columns.map((column) => cell(row, column)),
      ),
    ),
    ...(shortened ? [`* body and header together: ${tool} accepts no more, and has no option for it`] : []),
  ];
}

function failure({ case: { title }, reason, stderr }: Result): string[] {
  const lines = stderr === '' ? [] : stderr.split('\n').map((text) => `    stderr: ${text}`);
  return ['', `FAILED ${title}`, `    ${reason}`, ...lines];
}

const count = (results: readonly Result[], wanted: Result['outcome']): number =>
  results.filter(({ outcome }) => outcome === wanted).length;

/** How many there are of each outcome. */
export const totals = (results: readonly Result[]): string =>
  `${count(results, 'passed')} passed, ${count(results, 'failed')} failed, ${count(results, 'skipped')} skipped`;

/** The same for programs. */
export const asJson = (looked: readonly Looked[], results: readonly Result[]): string =>
  JSON.stringify(
    {
      peers: looked.map(({ tool, peer }) => ({
        name: tool.name,
        of: tool.of,
        found: peer !== undefined,
        version: peer?.versionText,
      })),
      passed: count(results, 'passed'),
      failed: count(results, 'failed'),
      skipped: count(results, 'skipped'),
      results: results.map(({ case: { title, tool, cell }, outcome, reason, stderr, milliseconds }) => ({
        title,
        tool,
        ...cell,
        outcome,
        ...(outcome === 'passed' ? {} : { reason }),
        ...(stderr === '' ? {} : { stderr }),
        milliseconds,
      })),
    },
    undefined,
    2,
  );
