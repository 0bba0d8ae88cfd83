import { ComplianceError } from './assert.ts';

/** One thing that a subject must do, for any test runner. */
export interface ComplianceCase {
  /** Short and stable, unique within its list. */
  readonly id: string;
  /** One sentence, with the ids of the rules that it holds the subject to. */
  readonly title: string;
  /** What a subject must claim for the case to apply. */
  readonly needs: readonly string[];
  /** Those needs that this subject does not claim. Unless it is empty, report the case as "not claimed". */
  readonly notClaimed: readonly string[];
  /** Rejects with what is wrong; also for a case that is not claimed, so that it never counts as passed. */
  readonly run: () => Promise<void>;
}

/** A case before it meets a subject. */
export interface CaseSpec<Bench> {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly run: (bench: Bench) => Promise<void>;
}

/** Ties specs to a subject: each run gets a bench of its own, which is closed afterwards. */
export function bindCases<Bench extends { close(): unknown }>(
  specs: readonly CaseSpec<Bench>[],
  claims: readonly string[],
  open: () => Bench,
): ComplianceCase[] {
  return specs.map(({ id, title, needs, run }) => {
    const notClaimed = needs.filter((need) => !claims.includes(need));
    return {
      id,
      title,
      needs,
      notClaimed,
      run: async () => {
        if (notClaimed.length > 0) throw new ComplianceError(`not claimed: ${notClaimed.join(', ')}`);
        const bench = open();
        try {
          await run(bench);
        } finally {
          await bench.close();
        }
      },
    };
  });
}
