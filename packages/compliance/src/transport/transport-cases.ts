import { bindCases, type CaseSpec, type ComplianceCase } from '../compliance-case.ts';
import { addressCases } from './address-cases.ts';
import { connectionCases } from './connection-cases.ts';
import { endingCases } from './ending-cases.ts';
import { flowCases } from './flow-cases.ts';
import { limitCases } from './limit-cases.ts';
import { messageCases } from './message-cases.ts';
import { TransportBench } from './transport-bench.ts';
import type { TransportSubject } from './transport-subject.ts';

const specs: readonly CaseSpec<TransportBench>[] = [
  ...addressCases,
  ...connectionCases,
  ...messageCases,
  ...limitCases,
  ...flowCases,
  ...endingCases,
];

/**
 * What every transport has to do, as cases that drive it without any protocol: the rules `T-001` to `T-016` of its
 * interface, and what applications rely on.
 *
 * @example
 * ```ts
 * for (const { title, notClaimed, run } of transportCases(subject)) {
 *   test(title, { skip: notClaimed.length > 0 && `not claimed: ${notClaimed.join(', ')}` }, run);
 * }
 * ```
 */
export const transportCases = (subject: TransportSubject): ComplianceCase[] =>
  bindCases(specs, subject.claims, () => new TransportBench(subject));
