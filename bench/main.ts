// npm run bench -- [--quick] [--only NAME] [--json FILE] [--no-peers]
// README.md tells the method.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verdicts } from './budget.ts';
import { cases, contestants, ours, scaled, type Case } from './cases.ts';
import { compileOurs, labelOf, others, type Contestant } from './contestant.ts';
import { Progress } from './progress.ts';
import { asJson, budgetTable, groupTable, machine, machineLine } from './report.ts';
import type { CaseResult, Result } from './result.ts';
import { runOnce, type Sample } from './run.ts';

const usage = `usage: npm run bench -- [--quick] [--only NAME] [--json FILE] [--no-peers]

  --quick      3 short runs of everything instead of 7 longer ones: about four minutes instead of twenty
  --only NAME  only the case NAME, or else the cases with NAME in their names; may be given several times
  --json FILE  also write all samples, with machine and versions, to FILE
  --no-peers   only ours and bare node:net

cases: ${cases.map(({ name }) => name).join(', ')}`;

const options = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'string' },
  'no-peers': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const readArguments = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
};

/** Whether `--only part` means a case: by its whole name, or by a part of it where no case has that name. */
const isMeant = (name: string, part: string): boolean =>
  cases.some((one) => one.name === part) ? name === part : name.includes(part);

/** Cases that are measured and printed together: those with the same basis, and the basis itself. */
const groupsOf = (some: readonly Case[]): Case[][] => {
  const keyOf = ({ name, basis }: Case): string => basis ?? name;
  return [...new Set(some.map(keyOf))].map((key) => some.filter((one) => keyOf(one) === key));
};

/** One contestant in one case, and what became of its runs. */
interface Entry {
  readonly what: Case;
  readonly program: Contestant;
  readonly samples: Sample[];
  failure?: string;
}

/** Runs every contestant of a group of cases once, again and again; each round starts with another one. */
const measure = async (
  group: readonly Case[],
  programs: readonly Contestant[],
  runs: number,
  progress: Progress,
): Promise<CaseResult[]> => {
  const entries = group.flatMap((what) =>
    programs.filter(({ name }) => name in what.counts).map((program): Entry => ({ what, program, samples: [] })),
  );
  for (let run = 0; run < runs; run++) {
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[(at + run) % entries.length];
      if (entry === undefined || entry.failure !== undefined) continue;
      const { what, program, samples } = entry;
      progress.step(`${what.name}: ${labelOf(program.name, what.scenario)}`);
      try {
        samples.push(await runOnce(what, program.command, what.counts[program.name] ?? 0));
      } catch (error) {
        entry.failure = (error as Error).message;
      }
    }
  }
  return group.map((what) => ({
    what,
    results: entries
      .filter((entry) => entry.what === what)
      .map(({ program: { name, ours: isOurs }, samples, failure }): Result => ({
        contestant: name,
        ours: isOurs,
        samples,
        ...(failure !== undefined && { failure }),
      })),
  }));
};

const main = async (): Promise<number> => {
  const { quick, only, json, 'no-peers': noPeers, help } = readArguments();
  if (help) {
    console.log(usage);
    return 0;
  }
  const named = only.length === 0 ? cases : cases.filter(({ name }) => only.some((part) => isMeant(name, part)));
  const wanted = cases.filter((one) => named.some(({ name, basis }) => [name, basis].includes(one.name)));
  if (wanted.length === 0) {
    console.error(`no case has a name with ${only.join(' or ')} in it\n\n${usage}`);
    return 2;
  }
  const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  const possible = wanted.filter(({ pinned }) => canPin || !pinned);
  const where = machine();
  console.log(machineLine(where));
  const all = [...compileOurs(), ...(await others(!noPeers))];
  const programs = contestants.flatMap((name) => all.filter((program) => program.name === name));
  for (const { name, version, skipped } of programs) {
    if (skipped !== undefined) console.log(`skipped: ${name}, ${skipped}`);
    else if (name !== 'bare' && !ours.includes(name)) console.log(`${labelOf(name, 'stream')} ${version}`);
  }
  for (const { name } of wanted.filter((one) => !possible.includes(one))) console.log(`skipped: ${name}, no taskset`);

  const able = programs.filter(({ skipped }) => skipped === undefined);
  const runs = quick ? 3 : 7;
  const share = quick ? 1 / 3 : 1;
  console.log(`medians of ${runs} runs in turns${quick ? ', each cut short' : ''}\n`);
  const steps = possible.flatMap(({ counts }) => able.filter(({ name }) => name in counts)).length * runs;
  const progress = new Progress(steps);
  const results: CaseResult[] = [];
  for (const group of groupsOf(possible)) {
    const measured = await measure(
      group.map((what) => scaled(what, share)),
      able,
      runs,
      progress,
    );
    results.push(...measured);
    progress.clear();
    console.log(groupTable(measured));
    for (const { contestant, failure } of measured.flatMap((result) => result.results)) {
      if (failure !== undefined) console.log(`  ${contestant} failed: ${failure}\n`);
    }
  }
  const budget = verdicts(results);
  console.log(budgetTable(budget, results));
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify(asJson(where, runs, programs, results, budget), undefined, 2)}\n`);
  }
  return results.some((result) => result.results.some((one) => one.ours && one.failure !== undefined)) ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 1;
}
