import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { takeBacktrace, takeId, wordBytes } from '@sp/core/protocol';

const words = (...values: readonly number[]): number[] => values.flatMap((word) => [...wordBytes(word)]);

/** A message as it lies in what has arrived, between other bytes. */
const arrived = (...body: readonly number[]): Message =>
  Message.within(Uint8Array.of(0xff, ...body, 0xff, 0xff, 0xff, 0xff), 1, body.length);

describe('takeBacktrace', () => {
  it('moves hops and id from body to header', () => {
    const message = arrived(...words(1, 0x80000002), 7, 8);
    expect(takeBacktrace(message, Infinity)).toBeUndefined();
    expect([[...message.header], [...message.body]]).toEqual([words(1, 0x80000002), [7, 8]]);
  });

  it('puts the pipe that it came from in front', () => {
    const message = arrived(...words(0x80000002), 7);
    takeBacktrace(message, Infinity, 0x01020304);
    expect([[...message.header], [...message.body]]).toEqual([words(0x01020304, 0x80000002), [7]]);
  });

  it.each([
    ['nothing', []],
    ['less than a word', [0x80, 0, 0]],
    ['words without an end', words(1, 2, 3)],
    ['an end that is cut short', [...words(1), 0x80, 0, 0]],
  ])('is malformed where there is %s, and changes nothing', (_, body) => {
    const message = arrived(...body);
    expect(takeBacktrace(message, Infinity)).toBe('rx_malformed');
    expect([message.header.length, [...message.body]]).toEqual([0, body]);
  });

  it('has come too far where the limit is passed, and changes nothing', () => {
    const body = words(1, 2, 0x80000003);
    const message = arrived(...body);
    expect(takeBacktrace(message, 2)).toBe('ttl_drop');
    expect([message.header.length, [...message.body]]).toEqual([0, body]);
    expect(takeBacktrace(message, 3)).toBeUndefined();
  });
});

describe('takeId', () => {
  it('takes the id off the body', () => {
    const message = arrived(...words(0x80000007), 1);
    expect([takeId(message), ...message.body]).toEqual([0x80000007, 1]);
  });

  it.each([[[]], [[0x80, 0, 0]], [words(7)], [words(7, 0x80000007)]])('is 0 where there is none: %j', (body) => {
    const message = arrived(...body);
    expect([takeId(message), ...message.body]).toEqual([0, ...body]);
  });
});
