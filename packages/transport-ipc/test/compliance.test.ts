import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { streamCases, transportCases, transportClaims, type TransportClaim } from '@sp/compliance';
import { openStreamPipe } from '@sp/core/stream';
import { ipc } from '../src/index.ts';
import { freePath, removeFiles } from './temporary.ts';

afterAll(removeFiles);

// The dialer's end of a unix socket has no name: see the test of 13.1.14 in ipc.test.ts.
const claims = transportClaims.filter((claim): claim is TransportClaim => claim !== 'mirrored');

const addresses = {
  ipc: () => `ipc://${freePath()}`,
  unix: () => `unix://${freePath()}`,
  abstract: () => `abstract://sp-test-${randomUUID()}`,
};
const schemes = process.platform === 'linux' ? (['ipc', 'unix', 'abstract'] as const) : (['ipc', 'unix'] as const);

describe.each(schemes)('%s, as every transport,', (scheme) => {
  const cases = transportCases({
    transport: ipc(),
    listenAddress: addresses[scheme],
    unusedAddress: addresses[scheme],
    claims,
  });

  it('claims everything but mirrored addresses', () => {
    expect(cases.flatMap(({ notClaimed }) => notClaimed)).toEqual(['mirrored']);
  });

  const claimed = cases.filter(({ notClaimed }) => notClaimed.length === 0);
  it.each(claimed.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
    await run();
  });
});

describe('the IPC mapping, as every mapping to a stream,', () => {
  const cases = streamCases({ open: openStreamPipe, claims: ['prefix'] });

  it.each(cases.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
    await run();
  });
});
