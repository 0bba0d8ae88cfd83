import { describe, expect, test } from '@jest/globals';
import { ComplianceError, protocolCases } from '@sp/compliance';
import { brokenProtocols } from './broken-protocol.ts';
import { tinySubject } from './tiny-subject.ts';

const sound = protocolCases(tinySubject());

describe('a sound protocol', () => {
  for (const { title, notClaimed, run } of sound) if (notClaimed.length === 0) test(title, run);
});

describe('a broken protocol', () => {
  for (const { id, title } of sound) {
    test(`fails: ${title}`, async () => {
      const subject = brokenProtocols[id];
      if (subject === undefined) throw new Error('there is no broken subject');
      const examined = protocolCases(subject).find((other) => other.id === id);
      expect(examined?.notClaimed).toEqual([]);
      await expect(examined?.run()).rejects.toThrow(ComplianceError);
    });
  }
});

test('every broken subject has its case, and every line of the list has one', () => {
  expect(sound.map(({ id }) => id).toSorted()).toEqual(Object.keys(brokenProtocols).toSorted());
  const lines = new Set(sound.map(({ id }) => id.replace(/-[a-z]+$/, '')));
  expect(lines.size).toBe(28);
});
