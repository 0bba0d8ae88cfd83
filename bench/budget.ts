// Holds results against budget.json.
import { readFileSync } from 'node:fs';
import { basisRatio, speedRatio, type CaseResult } from './result.ts';

interface Must {
  readonly must: string;
  readonly cases: readonly string[];
  /** Contestants, or `basis`: ourselves in the case that this one is held against. */
  readonly against: readonly string[];
  readonly speedAtLeast: number;
}

/** One line of the budget, for one case, one of our programs and one contestant. */
export interface Verdict {
  readonly must: string;
  readonly case: string;
  readonly subject: string;
  readonly against: string;
  readonly speedAtLeast: number;
  /** How many times as fast we are. */
  readonly speed: number;
  readonly met: boolean;
}

/** Every line of the budget that the results can tell something about. */
export const verdicts = (all: readonly CaseResult[]): Verdict[] => {
  const budget = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8')) as Must[];
  return budget.flatMap(({ must, cases, against: others, speedAtLeast }) =>
    all
      .filter(({ what }) => cases.includes(what.name))
      .flatMap((result) =>
        result.results
          .filter(({ ours }) => ours)
          .flatMap(({ contestant: subject }) =>
            others.flatMap((against) => {
              const basis = against === 'basis' ? result.what.basis : undefined;
              const speed = basis ? basisRatio(result, subject, all) : speedRatio(result, subject, against);
              if (speed === undefined) return [];
              const met = speed >= speedAtLeast;
              return [{ must, case: result.what.name, subject, against: basis ?? against, speedAtLeast, speed, met }];
            }),
          ),
      ),
  );
};
