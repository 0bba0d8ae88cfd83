import { describe, expect, it } from '@jest/globals';
import { backtraceLength, part, readWord, rest, wordBytes, writeWord } from '@sp/core/protocol';

const words = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((word) => [...wordBytes(word)]));

describe('backtraceLength', () => {
  it.each([
    ['one id', [0x80000001], 4],
    ['two hops and an id', [1, 0x7fffffff, 0x80000000], 12],
    ['an id with words of the body after it', [0xffffffff, 0x80000001], 4],
  ])('ends with the first word whose top bit is set: %s', (_, values, length) => {
    expect(backtraceLength(words(...values), Infinity)).toBe(length);
  });

  it('is 0 where no word has the top bit set', () => {
    expect(backtraceLength(words(1, 2, 3), Infinity)).toBe(0);
  });

  it.each([0, 1, 2, 3])('is 0 for %i bytes', (length) => {
    expect(backtraceLength(new Uint8Array(length).fill(0xff), Infinity)).toBe(0);
  });

  it('does not take a last word that is cut short', () => {
    expect(backtraceLength(words(1, 0x80000000).subarray(0, 7), Infinity)).toBe(0);
  });

  it('looks no further than the limit', () => {
    const bytes = words(1, 2, 0x80000000);
    expect([backtraceLength(bytes, 2), backtraceLength(bytes, 3)]).toEqual([0, 12]);
  });
});

describe('words', () => {
  it.each([0, 1, 0x01020304, 0x7fffffff, 0x80000000, 0xffffffff])('%i survives writing and reading', (word) => {
    const bytes = new Uint8Array(6);
    writeWord(bytes, 1, word);
    expect(readWord(bytes, 1)).toBe(word);
    expect([bytes[0], bytes[5]]).toEqual([0, 0]);
  });

  it('are big-endian', () => {
    expect([...wordBytes(0x80010203)]).toEqual([0x80, 1, 2, 3]);
  });
});

describe('head and rest', () => {
  it('are views of the same bytes, also within a larger buffer', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 4, 5, 9).subarray(1, 6);
    expect([...part(bytes, 0, 2)]).toEqual([1, 2]);
    expect([...rest(bytes, 2)]).toEqual([3, 4, 5]);
    rest(bytes, 2)[0] = 7;
    expect(bytes[2]).toBe(7);
  });
});
