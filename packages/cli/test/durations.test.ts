import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration } from '../src/durations.ts';

test.each([
  ['0', 0],
  ['2', 2_000],
  ['0.25', 250],
  ['.5', 500],
  ['1.', 1_000],
  ['+3', 3_000],
  ['86400', 86_400_000],
  ['0.0015', 1.5],
])('[cli 9.1.53] %s is a number of seconds: %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  ['20ms', 20],
  ['1.5s', 1_500],
  ['1m30s', 90_000],
  ['2h45m', 9_900_000],
  ['1h0.5m', 3_630_000],
  ['100us', 0.1],
  ['100µs', 0.1],
  ['100μs', 0.1],
  ['1000000ns', 1],
  ['1ns', 0.000_001],
  ['.5m', 30_000],
  ['1.s', 1_000],
  ['+20ms', 20],
  ['0s', 0],
  ['1s1s', 2_000],
])('%s has units: %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  '',
  ' ',
  '.',
  '+',
  'ABC',
  'xyz',
  '-1',
  '-1s',
  '- 1',
  '1 s',
  ' 1',
  '1\n',
  's',
  'ms',
  '1x',
  '1d',
  '1S',
  '1s2',
  '1m-30s',
  '1..5',
  '1.2.3s',
  '0x10',
  '1e3',
  'Infinity',
  'NaN',
  '1_000',
  '٣',
  '9'.repeat(400),
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('a whole number of any unit keeps its value', () => {
  const units = [
    ['ns', 1e-6],
    ['us', 1e-3],
    ['ms', 1],
    ['s', 1e3],
    ['m', 60e3],
    ['h', 3_600e3],
  ] as const;
  fc.assert(
    fc.property(fc.nat(100_000), fc.constantFrom(...units), (amount, [unit, factor]) => {
      expect(parseDuration(`${amount}${unit}`)).toBeCloseTo(amount * factor, 6);
    }),
  );
});

test('any text is either refused or a duration of at least 0', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789.+-nuµmsh ')), maxLength: 12 }), (text) => {
      const milliseconds = parseDuration(text);
      expect(milliseconds === undefined || (Number.isFinite(milliseconds) && milliseconds >= 0)).toBe(true);
    }),
  );
});
