import { describe, expect, it } from '@jest/globals';
import { RingQueue } from '@sp/core/protocol';

const filled = (count: number): RingQueue<number> => {
  const queue = new RingQueue<number>();
  for (let n = 0; n < count; n++) queue.push(n);
  return queue;
};

const drained = (queue: RingQueue<number>): number[] => {
  const entries: number[] = [];
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) entries.push(entry);
  return entries;
};

describe('RingQueue', () => {
  it('gives entries back in the order they came', () => {
    expect(drained(filled(5))).toEqual([0, 1, 2, 3, 4]);
  });

  it('is undefined when empty, from both ends', () => {
    const queue = filled(0);
    expect([queue.shift(), queue.peek(), queue.pop(), queue.length]).toEqual([undefined, undefined, undefined, 0]);
  });

  it('keeps the order when it grows while wrapped around', () => {
    const queue = filled(8);
    for (let n = 0; n < 5; n++) queue.shift();
    for (let n = 8; n < 20; n++) queue.push(n);
    expect(queue.length).toBe(15);
    expect(drained(queue)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('looks at the oldest entry without taking it', () => {
    const queue = filled(2);
    expect([queue.peek(), queue.length]).toEqual([0, 2]);
  });

  it('takes the newest entry back', () => {
    const queue = filled(3);
    expect(queue.pop()).toBe(2);
    expect(drained(queue)).toEqual([0, 1]);
  });

  it('filters in place, in order, and counts what went', () => {
    const queue = filled(10);
    expect(queue.filter((entry) => entry % 3 === 0)).toBe(6);
    expect(drained(queue)).toEqual([0, 3, 6, 9]);
  });

  it('removes one entry from the middle and says whether it was there', () => {
    const queue = filled(4);
    expect([queue.remove(2), queue.remove(2)]).toEqual([true, false]);
    expect(drained(queue)).toEqual([0, 1, 3]);
  });

  it('is empty after clear and usable again', () => {
    const queue = filled(20);
    queue.clear();
    queue.push(7);
    expect([queue.length, ...drained(queue)]).toEqual([1, 7]);
  });
});
