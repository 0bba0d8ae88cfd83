import { bindCases, type CaseSpec, type ComplianceCase } from '../compliance-case.ts';
import type { StreamClaim } from '../stream/stream-subject.ts';
import { wireDialerCases } from './dialer-cases.ts';
import { wireListenerCases } from './listener-cases.ts';
import { wirePipeCases } from './pipe-cases.ts';
import type { StreamWireBench } from './wire-bench.ts';

/** A transport over byte streams, to be examined on real connections. */
export interface StreamTransportSubject {
  /** A new bench; it is closed after each case. */
  open(): StreamWireBench;
  readonly claims: readonly StreamClaim[];
}

/** What each case gets. */
export interface StreamTransportBench {
  readonly wire: StreamWireBench;
  /** What goes before each length, in toHex, with a space behind it; empty where `prefix` is not claimed. */
  readonly lead: string;
  close(): void;
}

const specs: readonly CaseSpec<StreamTransportBench>[] = [...wireListenerCases, ...wirePipeCases, ...wireDialerCases];

/**
 * What every transport over byte streams has to do with bare clients and bare servers: literal bytes on real
 * connections, where {@link streamCases} examines the stream pipe alone.
 */
export const streamTransportCases = (subject: StreamTransportSubject): ComplianceCase[] =>
  bindCases(specs, subject.claims, () => {
    const wire = subject.open();
    const lead = subject.claims.includes('prefix') ? '01 ' : '';
    return {
      wire,
      lead,
      close: () => {
        wire.close();
      },
    };
  });
