import type { Case } from './cases.ts';
import { Scene } from './scene.ts';

/** How a case went. */
export interface Result {
  readonly case: Case;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why, unless it passed. */
  readonly reason: string;
  /** What the other programs wrote to standard error. */
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs cases, some at a time, those that may take longest first; results are in the order of the cases. */
export async function runAll(cases: readonly Case[], missing: ReadonlySet<string>, atATime: number): Promise<Result[]> {
  const results = new Map<Case, Result>();
  const waiting = [...cases].sort((one, other) => other.deadline - one.deadline);
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.set(next, missing.has(next.tool) ? skipped(next) : await runOne(next));
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return cases.map((one) => results.get(one) as Result);
}

const skipped = (one: Case): Result => ({
  case: one,
  outcome: 'skipped',
  reason: `${one.tool} not found`,
  stderr: '',
  milliseconds: 0,
});

async function runOne(one: Case): Promise<Result> {
  const start = performance.now();
  const overtime = new AbortController();
  const scene = new Scene(overtime.signal);
  const late = new Error(`not done within ${one.deadline} ms`);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      overtime.abort(late);
      reject(late);
    }, one.deadline);
  });
  let failure: unknown;
  try {
    await Promise.race([one.run(scene), deadline]);
  } catch (error) {
    failure = error;
  } finally {
    clearTimeout(timer);
  }
  const { stderr } = scene;
  await scene.end();
  return {
    case: one,
    outcome: failure === undefined ? 'passed' : 'failed',
    reason: failure === undefined ? '' : failure instanceof Error ? failure.message : JSON.stringify(failure),
    stderr: failure === undefined ? '' : stderr,
    milliseconds: Math.round(performance.now() - start),
  };
}
