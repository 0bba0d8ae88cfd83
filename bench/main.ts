// npm run bench -- [--quick] [--only NAME] [--json FILE] [--no-peers]
// README.md tells the method.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verdicts } from './budget.ts';
import { cases, contestants, ours, scaled, type Case } from './cases.ts';
import { compileOurs, labelOf, others, type Contestant } from './contestant.ts';
import { Progress } from './progress.ts';
import { asJson, budgetTable, caseTable, machine, machineLine } from './report.ts';
import type { CaseResult, Result } from './result.ts';
import { runOnce, type Sample } from './run.ts';

const usage = `usage: npm run bench -- [--quick] [--only NAME] [--json FILE] [--no-peers]

  --quick      3 short runs of everything instead of 7 longer ones: about two minutes instead of fifteen
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

/** Runs every contestant of a case once, again and again; each round starts with another one. */
const measure = async (what: Case, programs: readonly Contestant[], runs: number, progress: Progress) => {
  const taking = programs.filter(({ name }) => name in what.counts);
  const samples = new Map<string, Sample[]>(taking.map(({ name }) => [name, []]));
  const failures = new Map<string, string>();
  for (let run = 0; run < runs; run++) {
    for (let at = 0; at < taking.length; at++) {
      const program = taking[(at + run) % taking.length];
      if (program === undefined || failures.has(program.name)) continue;
      const { name, command } = program;
      progress.step(`${what.name}: ${labelOf(name, what.scenario)}`);
      try {
        samples.get(name)?.push(await runOnce(what, command, what.counts[name] ?? 0));
      } catch (error) {
        failures.set(name, (error as Error).message);
      }
    }
  }
  const results = taking.map(({ name, ours: isOurs }): Result => {
    const failure = failures.get(name);
    return {
      contestant: name,
      ours: isOurs,
      samples: samples.get(name) ?? [],
      ...(failure !== undefined && { failure }),
    };
  });
  return { what, results };
};

const main = async (): Promise<number> => {
  const { quick, only, json, 'no-peers': noPeers, help } = readArguments();
  if (help) {
    console.log(usage);
    return 0;
  }
  const wanted = only.length === 0 ? cases : cases.filter(({ name }) => only.some((part) => isMeant(name, part)));
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
  for (const what of possible) {
    const result = await measure(scaled(what, share), able, runs, progress);
    results.push(result);
    progress.clear();
    console.log(caseTable(result));
    for (const { contestant, failure } of result.results) {
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
