import { describe, test } from '@jest/globals';
import { streamCases } from '@sp/compliance';
import { openStreamPipe } from '@sp/core/stream';

for (const claims of [[], ['prefix']] as const) {
  describe(`openStreamPipe, claiming ${claims.join() || 'nothing'}`, () => {
    const cases = streamCases({ open: openStreamPipe, claims });
    for (const { title, notClaimed, run } of cases) if (notClaimed.length === 0) test(title, run);
  });
}
