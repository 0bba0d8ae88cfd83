import { describe, test } from '@jest/globals';
import { protocolCases } from '@sp/compliance';
import { tinySubject } from './tiny-subject.ts';

describe('a sound protocol', () => {
  for (const { title, notClaimed, run } of protocolCases(tinySubject())) if (notClaimed.length === 0) test(title, run);
});
