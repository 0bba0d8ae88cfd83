import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { countHop, headerHops, hopCount, hopWord, MAX_HOPS } from '@sp/core/protocol';

/** A message as it lies in what has arrived, between other bytes. */
const arrived = (...body: readonly number[]): Message =>
  Message.within(Uint8Array.of(9, ...body, 0, 0, 0, 0), 1, body.length);

describe('hop counts', () => {
  it.each([
    [[0, 0, 0, 0], 0],
    [[0, 0, 0, 8, 1, 2], 8],
    [[0, 0, 0, 255], MAX_HOPS],
    [[0, 0, 1, 0], -1],
    [[0, 1, 0, 0], -1],
    [[1, 0, 0, 0], -1],
    [[0, 0, 0], -1],
    [[], -1],
  ])('of %j is %i, in a body and in a header', (bytes, count) => {
    expect([hopCount(arrived(...bytes)), headerHops(Uint8Array.from(bytes))]).toEqual([count, count]);
  });

  it('are written as a word', () => {
    expect([...hopWord(3)]).toEqual([0, 0, 0, 3]);
  });

  it('go up by one on the way from body to header', () => {
    const message = arrived(0, 0, 0, 254, 7);
    countHop(message);
    expect([[...message.header], [...message.body]]).toEqual([[0, 0, 0, 255], [7]]);
  });
});
