// What the runs of a case come to.
import type { Case } from './cases.ts';
import type { Sample } from './run.ts';
import { median, spread } from './statistics.ts';

/** All runs of one contestant in one case. */
export interface Result {
  readonly contestant: string;
  readonly ours: boolean;
  readonly samples: readonly Sample[];
  /** Why a run failed. */
  readonly failure?: string;
}

export interface CaseResult {
  readonly what: Case;
  readonly results: readonly Result[];
}

/** Numbers of a contestant: medians over its runs. */
export interface Summary {
  /** Messages or round trips a second. */
  readonly rate: number;
  readonly lowest: number;
  readonly highest: number;
  readonly spread: number;
  /** Microseconds; of round trips only. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  /** What each of several receivers got of all messages. */
  readonly shares: readonly number[];
  /** What ratios compare: round trips by their median time, streams by their rate. */
  readonly speed: number;
}

export const summarize = ({ samples }: Result): Summary | undefined => {
  if (samples.length === 0) return undefined;
  const rates = samples.map(({ count, seconds }) => count / seconds);
  const middle = (key: 'p50us' | 'p99us'): number | undefined => {
    const values = samples.map((sample) => sample[key]).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : median(values);
  };
  const rate = median(rates);
  const p50 = middle('p50us');
  return {
    rate,
    lowest: Math.min(...rates),
    highest: Math.max(...rates),
    spread: spread(rates),
    p50,
    p99: middle('p99us'),
    shares: (samples[0]?.shares ?? []).map((_, at) => median(samples.map(({ shares }) => shares?.[at] ?? 0))),
    speed: p50 === undefined ? rate : 1e6 / p50,
  };
};

/** How many times as fast one contestant is as another, or undefined where one of them has no numbers. */
export const speedRatio = (result: CaseResult, subject: string, against: string): number | undefined =>
  ratio(speedOf(result, subject), speedOf(result, against));

/** How many times as fast one contestant is as in the case that this one is held against. */
export const basisRatio = (result: CaseResult, contestant: string, all: readonly CaseResult[]): number | undefined => {
  const basis = all.find(({ what }) => what.name === result.what.basis);
  return basis && ratio(speedOf(result, contestant), speedOf(basis, contestant));
};

const speedOf = ({ results }: CaseResult, name: string): number | undefined => {
  const result = results.find(({ contestant }) => contestant === name);
  return result && summarize(result)?.speed;
};

const ratio = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one / other;
