import { bindCases, type CaseSpec, type ComplianceCase } from '../compliance-case.ts';
import { closingCases } from './closing-cases.ts';
import { contextCases } from './context-cases.ts';
import { identityCases } from './identity-cases.ts';
import { optionCases } from './option-cases.ts';
import { ProtocolBench } from './protocol-bench.ts';
import type { OptionKind, ProtocolSubject } from './protocol-subject.ts';
import { trafficCases } from './traffic-cases.ts';
import { waitingCases } from './waiting-cases.ts';

const specs: readonly CaseSpec<ProtocolBench>[] = [
  ...identityCases,
  ...optionCases,
  ...contextCases,
  ...closingCases,
  ...waitingCases,
  ...trafficCases,
];

/** What a subject has, in the words that cases use for their needs. */
function traits({ sends, receives, contexts, sendWaits, stopsPeers = false, options }: ProtocolSubject): string[] {
  const has = (...kinds: OptionKind[]): boolean => Object.values(options).some(({ kind }) => kinds.includes(kind));
  const all: Readonly<Record<string, boolean>> = {
    sends,
    receives,
    noSend: !sends,
    noRecv: !receives,
    contexts: contexts !== undefined,
    noContexts: contexts === undefined,
    sendWaits: sendWaits !== undefined,
    stopsPeers,
    durations: has('deadline', 'time'),
    lengths: has('length'),
    flags: has('flag'),
    ttl: has('ttl'),
  };
  return Object.keys(all).filter((trait) => all[trait] === true);
}

/**
 * What sockets of every protocol have in common, `G-1` to `G-28`, on a mock transport and a manual clock: nothing
 * sleeps. A case that needs what the pattern does not have is not claimed.
 */
export const protocolCases = (subject: ProtocolSubject): ComplianceCase[] =>
  bindCases(specs, traits(subject), () => new ProtocolBench(subject));
