import { describe, expect, test } from '@jest/globals';
import { ComplianceError, streamCases } from '@sp/compliance';
import { openStreamPipe } from '@sp/core/stream';
import { openBroken, type StreamFault } from './broken-stream.ts';

/** For each case, a stream pipe that has to fail it. */
const broken: Record<string, StreamFault> = {
  '13.2.1': 'waits for the peer',
  '13.2.2': 'header in one piece',
  '13.2.3': 'forgets what follows the header',
  '13.2.4': 'any header will do',
  '13.2.5': 'ignores the end',
  '13.2.8': 'never gives up',
  '13.2.8-drip': 'patient with every byte',
  'T-014': 'ignores abort',
  '12.1': 'byte order',
  '13.2.11': 'loses a byte of short chunks',
  '13.2.11-many': 'loses a byte of long streams',
  '13.2.10': 'no limit',
  '13.2.9': 'makes up what is missing',
  '13.2.9-length': 'any length will do',
  '13.5.2': 'any prefix will do',
  'T-005': 'reuses memory at once',
  'T-011': 'ignores pause',
  'T-012': 'hangs up at the end',
  'T-006': 'hides errors',
  announced: 'allocates what is announced',
  'tiny-chunks': 'keeps every chunk',
  'tiny-messages': 'never stops delivering',
};

describe('openStreamPipe', () => {
  for (const { title, notClaimed, run } of streamCases({ open: openStreamPipe, claims: [] })) {
    if (notClaimed.length === 0) test(title, run);
  }
});

describe('openStreamPipe with a prefix byte', () => {
  for (const { title, run } of streamCases({ open: openStreamPipe, claims: ['prefix'] })) test(title, run);
});

describe('a broken stream pipe', () => {
  for (const { id, title, needs } of streamCases({ open: openStreamPipe, claims: [] })) {
    test(`fails: ${title}`, async () => {
      const fault = broken[id];
      if (fault === undefined) throw new Error('there is no broken subject');
      const claims = needs.includes('prefix') ? (['prefix'] as const) : [];
      const examined = streamCases({
        open: openBroken(fault),
        claims,
        patience: id.startsWith('tiny') ? 5_000 : 100,
      }).find((other) => other.id === id);
      await expect(examined?.run()).rejects.toThrow(ComplianceError);
    });
  }
});

test('every broken subject has its case', () => {
  const cases = streamCases({ open: openStreamPipe, claims: [] });
  expect(cases.map(({ id }) => id).toSorted()).toEqual(Object.keys(broken).toSorted());
});
