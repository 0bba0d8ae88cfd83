import { expect, it, jest } from '@jest/globals';
import { RequestIds } from '@sp/core/protocol';

const startingAt = (start: number): RequestIds => {
  const random = jest.spyOn(Math, 'random').mockReturnValue(start / 0x80000000);
  const ids = new RequestIds();
  random.mockRestore();
  return ids;
};

it('always sets the top bit and counts up', () => {
  const ids = startingAt(5);
  expect([ids.next(new Set()), ids.next(new Set())]).toEqual([0x80000005, 0x80000006]);
});

it('wraps around within the lower 31 bits', () => {
  const ids = startingAt(0x7fffffff);
  expect([ids.next(new Set()), ids.next(new Set())]).toEqual([0xffffffff, 0x80000000]);
});

it('skips ids that are taken', () => {
  expect(startingAt(5).next(new Set([0x80000005, 0x80000006]))).toBe(0x80000007);
});

it('starts somewhere else each time', () => {
  const starts = new Set(Array.from({ length: 8 }, () => new RequestIds().next(new Set())));
  expect(starts.size).toBeGreaterThan(1);
});
