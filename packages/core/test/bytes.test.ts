import { describe, expect, it } from '@jest/globals';
import { allocate } from '@sp/core/protocol';
import { copy, encodeText } from '../src/bytes.ts';

describe('allocate', () => {
  it('[MSG-8] gives bytes that nobody else has: our choice, no pool takes memory back', () => {
    const all = Array.from({ length: 2000 }, (_, n) => allocate((n * 7) % 1100).fill(n % 256));
    for (const [n, bytes] of all.entries()) expect(bytes.every((byte) => byte === n % 256)).toBe(true);
  });

  it.each([0, 1, 1024, 1025, 70_000])('gives exactly %i bytes', (length) => {
    expect(allocate(length)).toHaveLength(length);
  });

  it('gives long arrays memory of their own, so that they keep nothing else alive', () => {
    expect(allocate(1025).buffer.byteLength).toBe(1025);
  });
});

describe('copy', () => {
  it.each([0, 10, 5000])('copies %i bytes, independent of the original', (length) => {
    const original = new Uint8Array(length).fill(1);
    const copied = copy(original);
    original.fill(2);
    expect(copied).toEqual(new Uint8Array(length).fill(1));
  });
});

describe('encodeText', () => {
  it.each(['', 'plain', 'x'.repeat(64), 'x'.repeat(65), 'žluť', '🐎', 'long ž'.repeat(50), '\ud800', 'a\u007f\u0080'])(
    'encodes %j as UTF-8 as the host does',
    (text) => {
      expect([...encodeText(text)]).toEqual([...new TextEncoder().encode(text)]);
    },
  );
});
