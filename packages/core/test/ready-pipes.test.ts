import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { ReadyPipes } from '@sp/core/protocol';
import { FakePipe } from './support/fake-pipe.ts';

const row = (...pipes: readonly FakePipe[]): ReadyPipes => {
  const ready = new ReadyPipes();
  for (const pipe of pipes) ready.add(pipe);
  return ready;
};

const served = (ready: ReadyPipes, count: number): unknown[] =>
  Array.from({ length: count }, () => ready.send(new Message('x'), false));

describe('ReadyPipes', () => {
  it('serves strictly in turn', () => {
    const [a, b, c] = [new FakePipe(), new FakePipe(), new FakePipe()];
    expect(served(row(a, b, c), 5)).toEqual([a, b, c, a, b]);
  });

  it('skips a full pipe until it is added again, which then comes last', () => {
    const [a, b, c] = [new FakePipe(), new FakePipe(1), new FakePipe()];
    const ready = row(a, b, c);
    expect(served(ready, 4)).toEqual([a, b, c, a]);
    ready.add(b);
    expect(served(ready, 4)).toEqual([c, a, b, c]);
  });

  it('gives nothing to anybody when no pipe is ready', () => {
    const only = new FakePipe(1);
    const ready = row(only);
    expect(served(ready, 3)).toEqual([only, undefined, undefined]);
    expect(only.sent).toHaveLength(1);
  });

  it('forgets a pipe that is gone', () => {
    const [a, b] = [new FakePipe(), new FakePipe()];
    const ready = row(a, b);
    ready.remove(a);
    expect(served(ready, 2)).toEqual([b, b]);
  });

  it('passes on whether the body is shared', () => {
    const pipe = new FakePipe();
    row(pipe).send(new Message('x'), true);
    expect(pipe.sent[0]?.shared).toBe(true);
  });

  describe('prefer', () => {
    it('swaps a pipe with the one at the front', () => {
      const [a, b, c, d] = [new FakePipe(), new FakePipe(), new FakePipe(), new FakePipe()];
      const ready = row(a, b, c, d);
      ready.prefer(c);
      expect(served(ready, 4)).toEqual([c, b, a, d]);
    });

    it('changes nothing for a pipe that is not ready, or first already', () => {
      const [a, b, c] = [new FakePipe(), new FakePipe(), new FakePipe()];
      const ready = row(a, b, c);
      ready.prefer(a);
      ready.prefer(new FakePipe());
      expect(served(ready, 3)).toEqual([a, b, c]);
    });
  });
});
