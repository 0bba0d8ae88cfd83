import { bindCases, type CaseSpec, type ComplianceCase } from '../compliance-case.ts';
import { streamFlowCases } from './flow-cases.ts';
import { framingCases } from './framing-cases.ts';
import { handshakeCases } from './handshake-cases.ts';
import { hostileCases } from './hostile-cases.ts';
import { StreamBench } from './stream-bench.ts';
import type { StreamSubject } from './stream-subject.ts';

const specs: readonly CaseSpec<StreamBench>[] = [
  ...handshakeCases,
  ...framingCases,
  ...streamFlowCases,
  ...hostileCases,
];

/**
 * What everything that makes pipes of byte streams has to do with peers that are slow, broken or hostile: on a stream
 * in memory and a manual clock, so nothing sleeps.
 */
export const streamCases = (subject: StreamSubject): ComplianceCase[] =>
  bindCases(specs, subject.claims, () => new StreamBench(subject));
