import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { takeBacktrace, takeId } from '@sp/core/protocol';

const ID = [0x80, 0, 0, 1];
const message = (...bytes: number[]): Message => new Message(Uint8Array.from(bytes));
const parts = ({ header, body }: Message): number[][] => [[...header], [...body]];

describe('takeBacktrace', () => {
  it('moves every word through the id from body to header', () => {
    const received = message(0, 0, 0, 7, ...ID, 1, 2);
    expect(takeBacktrace(received, Infinity)).toBeUndefined();
    expect(parts(received)).toEqual([
      [0, 0, 0, 7, ...ID],
      [1, 2],
    ]);
  });

  it('puts the id of a pipe in front', () => {
    const received = message(0, 0, 0, 7, ...ID, 1, 2);
    expect(takeBacktrace(received, Infinity, 0x01020304)).toBeUndefined();
    expect(parts(received)).toEqual([
      [1, 2, 3, 4, 0, 0, 0, 7, ...ID],
      [1, 2],
    ]);
  });

  it('tells what has come too far from what is no backtrace, and leaves either as it was', () => {
    const far = message(0, 0, 0, 7, ...ID);
    const junk = message(0, 0, 0, 7, 0x80, 0, 0);
    expect([takeBacktrace(far, 1), takeBacktrace(junk, 1)]).toEqual(['ttl_drop', 'rx_malformed']);
    expect([parts(far), parts(junk)]).toEqual([
      [[], [0, 0, 0, 7, ...ID]],
      [[], [0, 0, 0, 7, 0x80, 0, 0]],
    ]);
  });
});

describe('takeId', () => {
  it('takes the first word off the body', () => {
    const received = message(...ID, 0xff, 2);
    expect(takeId(received)).toBe(0x80000001);
    expect(parts(received)).toEqual([[], [0xff, 2]]);
  });

  it.each([
    ['nothing', []],
    ['three bytes', [0x80, 0, 0]],
    ['a word without the top bit', [0, 0, 0, 1, ...ID]],
  ])('is 0 for %s, and takes nothing', (_, bytes) => {
    const received = message(...bytes);
    expect(takeId(received)).toBe(0);
    expect(parts(received)).toEqual([[], bytes]);
  });
});
