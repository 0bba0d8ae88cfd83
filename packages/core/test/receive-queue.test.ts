import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { ReceiveQueue, Waiter } from '@sp/core/protocol';
import { FakePipe } from './support/fake-pipe.ts';

const offer = (queue: ReceiveQueue, pipe: FakePipe, ...texts: readonly string[]): void => {
  for (const text of texts) queue.offer(pipe, new Message(text));
};

const drained = (queue: ReceiveQueue): string[] => {
  const texts: string[] = [];
  for (let message = queue.tryRecv(); message !== undefined; message = queue.tryRecv()) texts.push(message.text());
  return texts;
};

describe('ReceiveQueue', () => {
  it('gives a message to whoever has waited longest', async () => {
    const queue = new ReceiveQueue(1);
    const [first, second] = [new Waiter(), new Waiter()];
    queue.recvLater(first);
    queue.recvLater(second);
    offer(queue, new FakePipe(), 'a', 'b');
    expect([(await first.promise)?.text(), (await second.promise)?.text()]).toEqual(['a', 'b']);
    expect(queue.length).toBe(0);
  });

  it('queues up to its capacity, then stops the pipe and has it hold the message', () => {
    const queue = new ReceiveQueue(2);
    const pipe = new FakePipe();
    offer(queue, pipe, 'a', 'b');
    expect(pipe.paused).toBe(false);
    offer(queue, pipe, 'c');
    expect([pipe.paused, queue.length]).toEqual([true, 3]);
    expect(drained(queue)).toEqual(['a', 'b', 'c']);
  });

  it('starts a single stopped pipe again when it is half empty', () => {
    const queue = new ReceiveQueue(4);
    const pipe = new FakePipe();
    offer(queue, pipe, 'a', 'b', 'c', 'd', 'held');
    const paused = [1, 2, 3].map(() => {
      queue.tryRecv();
      return pipe.paused;
    });
    expect(paused).toEqual([true, false, false]);
  });

  it('starts several stopped pipes in the order in which they were stopped', () => {
    const queue = new ReceiveQueue(1);
    const [a, b, c] = [new FakePipe(), new FakePipe(), new FakePipe()];
    offer(queue, a, 'queued', 'from a');
    offer(queue, b, 'from b');
    offer(queue, c, 'from c');
    queue.tryRecv();
    expect([a.paused, b.paused, c.paused]).toEqual([false, true, true]);
    expect(drained(queue)).toEqual(['from a', 'from b', 'from c']);
  });

  it('is a rendezvous with capacity 0', () => {
    const queue = new ReceiveQueue(0);
    const pipe = new FakePipe();
    offer(queue, pipe, 'a');
    expect(pipe.paused).toBe(true);
    expect(queue.tryRecv()?.text()).toBe('a');
    expect([pipe.paused, queue.tryRecv()]).toEqual([false, undefined]);
  });

  it('drops what a pipe held when that pipe goes, and keeps what was queued', () => {
    const queue = new ReceiveQueue(1);
    const [gone, stays] = [new FakePipe(), new FakePipe()];
    offer(queue, gone, 'queued', 'held');
    offer(queue, stays, 'other');
    expect(queue.detach(gone)).toBe(1);
    expect(drained(queue)).toEqual(['queued', 'other']);
  });

  it('keeps the oldest messages that fit, and what pipes hold, when it shrinks', () => {
    const queue = new ReceiveQueue(3);
    offer(queue, new FakePipe(), 'a', 'b', 'c', 'held');
    expect(queue.resize(1)).toBe(2);
    expect(drained(queue)).toEqual(['a', 'held']);
  });

  it('starts stopped pipes when it grows', () => {
    const queue = new ReceiveQueue(1);
    const pipe = new FakePipe();
    offer(queue, pipe, 'a', 'held');
    expect(queue.resize(4)).toBe(0);
    expect([pipe.paused, queue.length]).toEqual([false, 2]);
  });

  it('discards what is queued and on request what is held', () => {
    const queue = new ReceiveQueue(1);
    const pipe = new FakePipe();
    offer(queue, pipe, 'a', 'held');
    expect([queue.discard(true), queue.length, pipe.paused]).toEqual([1, 1, true]);
    expect([queue.discard(false), queue.length, pipe.paused]).toEqual([1, 0, false]);
  });

  it('fails everyone who waits', async () => {
    const queue = new ReceiveQueue(1);
    const waiter = new Waiter();
    queue.recvLater(waiter);
    const why = new Error('closed');
    queue.failWaiters(why);
    await expect(waiter.promise).rejects.toBe(why);
  });
});
