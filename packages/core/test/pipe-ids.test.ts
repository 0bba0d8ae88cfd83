import { describe, expect, it } from '@jest/globals';
import { PipeIds } from '@sp/core/protocol';
import { code } from './support/code.ts';

const LAST = 0x7fffffff;

describe('PipeIds', () => {
  it('[PIPE-1] hands out positive 31-bit numbers, each once', () => {
    const ids = new PipeIds(LAST - 500);
    const taken = Array.from({ length: 1000 }, () => ids.take());
    expect(new Set(taken).size).toBe(1000);
    expect(Math.min(...taken)).toBeGreaterThan(0);
    expect(Math.max(...taken)).toBeLessThanOrEqual(LAST);
  });

  it('[PIPE-2] wraps from the last id to 1', () => {
    const ids = new PipeIds(LAST);
    expect([ids.take(), ids.take(), ids.take()]).toEqual([LAST, 1, 2]);
  });

  it('[PIPE-2] skips ids that are in use when it comes around', () => {
    const ids = new PipeIds(1, 4);
    for (let n = 0; n < 4; n++) ids.take();
    ids.release(1);
    ids.release(4);
    expect([ids.take(), ids.take()]).toEqual([1, 4]);
  });

  it('[PIPE-2] starts at random, so two allocators differ', () => {
    const starts = new Set(Array.from({ length: 8 }, () => new PipeIds().take()));
    expect(starts.size).toBeGreaterThan(1);
  });

  it('[PIPE-2] detects an id that is released twice', () => {
    const ids = new PipeIds();
    const id = ids.take();
    ids.release(id);
    expect(() => ids.release(id)).toThrow(code('ERR_SP_BAD_VALUE'));
  });
});
