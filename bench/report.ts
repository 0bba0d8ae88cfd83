// Results as text for people and as an object for JSON.
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { execFileSync } from 'node:child_process';
import type { Verdict } from './budget.ts';
import { countsTrips } from './cases.ts';
import { labelOf, type Contestant } from './contestant.ts';
import { basisRatio, speedRatio, summarize, type CaseResult } from './result.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const fixed = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? '';

/** Columns of equal width: the first to the left, the others to the right. */
const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return rows.map((row) => `  ${line(row).trimEnd()}`).join('\n');
};

/**
 * The table of a case, or of several with the same basis. The last columns say how many times as fast as each row we
 * are, or, of several cases, how many times as long as the basis each takes.
 */
export const groupTable = (group: readonly CaseResult[]): string => {
  const [first] = group;
  if (first === undefined) return '';
  const { title, scenario } = first.what;
  const timed = scenario === 'reqrep';
  const shared = scenario === 'pipeline';
  const several = group.length > 1;
  const ours = first.results.filter((one) => one.ours && one.samples.length > 0).map(({ contestant }) => contestant);
  const head = ['', countsTrips(scenario) ? 'trips/s' : 'messages/s', 'lowest', 'highest', 'spread'];
  if (timed) head.push('p50 us', 'p99 us');
  if (shared) head.push('shares');
  if (several) head.push(`time of ${first.what.name}`);
  else head.push(...ours.map((subject) => `${labelOf(subject, scenario).replace('sp: ', '')} is`));
  const rows = group.flatMap((result) =>
    result.results.map((one) => {
      const label = several
        ? `${labelOf(one.contestant, scenario)}, ${result.what.name}`
        : labelOf(one.contestant, scenario);
      const summary = summarize(one);
      if (summary === undefined) return [label, 'failed'];
      const { rate, lowest, highest, spread, p50, p99, shares } = summary;
      const row = [label, whole(rate), whole(lowest), whole(highest), `${whole(spread * 100)} %`];
      if (timed) row.push(fixed(p50, 1), fixed(p99, 1));
      if (shared) row.push(`${shares.map((share) => whole(share * 100)).join(' ')} %`);
      if (several) {
        const speed = basisRatio(result, one.contestant, group);
        return [...row, speed === undefined ? '' : `${fixed(1 / speed, 2)} x`];
      }
      return [...row, ...ours.map((subject) => `${fixed(speedRatio(result, subject, one.contestant), 2)} x`)];
    }),
  );
  return `${title}\n${columns([head, ...rows])}\n`;
};

/** The budget, one line for each promise, case and contestant. */
export const budgetTable = (all: readonly Verdict[], results: readonly CaseResult[]): string => {
  if (all.length === 0) return 'Budget: nothing of it was measured.\n';
  const lines: string[] = ['Budget'];
  for (const must of new Set(all.map((verdict) => verdict.must))) {
    lines.push(`  ${must}`);
    for (const verdict of all.filter((one) => one.must === must)) {
      const scenario = results.find(({ what }) => what.name === verdict.case)?.what.scenario ?? 'stream';
      const [subject, against] = [labelOf(verdict.subject, scenario), labelOf(verdict.against, scenario)];
      const word = verdict.met ? 'met   ' : 'MISSED';
      const speed = verdict.speed.toFixed(2);
      lines.push(`    ${word}  ${verdict.case}: ${subject} is ${speed} x ${against}, wanted ${verdict.speedAtLeast} x`);
    }
  }
  return `${lines.join('\n')}\n`;
};

const commit = (): string | undefined => {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' });
    const dirty = git('status', '--porcelain').trim() === '' ? '' : ' with changes';
    return git('rev-parse', '--short', 'HEAD').trim() + dirty;
  } catch {
    return undefined;
  }
};

/** The machine, as far as it matters for the numbers. */
export interface Machine {
  readonly processors: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly load: number;
}

export const machine = (): Machine => {
  const processors = cpus();
  return {
    processors: processors.length,
    model: processors[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
};

export const machineLine = ({ processors, model, memoryGiB, system, node, load }: Machine): string => {
  const busy = load > 0.3 ? ' - other work disturbs these numbers' : '';
  return `${processors} x ${model}, ${memoryGiB} GiB, ${system}, Node.js ${node}\nload before the start: ${load.toFixed(2)}${busy}`;
};

/** Everything that was measured. */
export const asJson = (
  where: Machine,
  runs: number,
  programs: readonly Contestant[],
  all: readonly CaseResult[],
  budget: readonly Verdict[],
): unknown => ({
  date: new Date().toISOString(),
  commit: commit(),
  machine: where,
  runs,
  versions: Object.fromEntries(programs.map(({ name, version, skipped }) => [name, skipped ?? version])),
  cases: all.map(({ what: { counts, ...what }, results }) => ({
    ...what,
    results: results.map((result) => ({
      contestant: result.contestant,
      count: counts[result.contestant],
      ...summarize(result),
      failure: result.failure,
      samples: result.samples,
    })),
  })),
  budget,
});
