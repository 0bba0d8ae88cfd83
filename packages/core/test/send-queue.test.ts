import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { SendQueue, Waiter } from '@sp/core/protocol';
import { FakePipe } from './support/fake-pipe.ts';
import { outcome } from './support/outcome.ts';

const queueOf = (capacity: number, ...texts: readonly string[]): SendQueue => {
  const queue = new SendQueue(capacity);
  for (const text of texts) queue.trySend(new Message(text));
  return queue;
};

const waiting = (queue: SendQueue, text: string): Waiter => {
  const waiter = new Waiter(new Message(text));
  waiter.promise.catch(() => {});
  queue.sendLater(waiter);
  return waiter;
};

const borrowed = (...values: readonly number[]): Message => {
  const message = new Message(Uint8Array.from(values));
  message.borrowed = true;
  return message;
};

describe('SendQueue', () => {
  it('gives a message straight to a ready pipe', () => {
    const queue = queueOf(0);
    const pipe = new FakePipe();
    queue.attach(pipe);
    expect(queue.trySend(new Message('x'))).toBe(true);
    expect([pipe.texts, queue.length]).toEqual([['x'], 0]);
  });

  it('queues up to its capacity, then says no', () => {
    const queue = queueOf(2);
    expect(['a', 'b', 'c'].map((text) => queue.trySend(new Message(text)))).toEqual([true, true, false]);
    expect(queue.length).toBe(2);
  });

  it('is a rendezvous with capacity 0', () => {
    const queue = queueOf(0);
    expect(queue.trySend(new Message('x'))).toBe(false);
  });

  it('drains in order when a pipe comes: the queue first, then those who wait', async () => {
    const queue = queueOf(2, 'a', 'b');
    const later = [waiting(queue, 'c'), waiting(queue, 'd')];
    const pipe = new FakePipe();
    queue.attach(pipe);
    expect(pipe.texts).toEqual(['a', 'b', 'c', 'd']);
    await Promise.all(later.map(({ promise }) => promise));
  });

  it('lets those who wait into the room that a pipe made', async () => {
    const queue = queueOf(2, 'a', 'b');
    const [first, second] = [outcome(waiting(queue, 'c').promise), outcome(waiting(queue, 'd').promise)];
    queue.attach(new FakePipe(1));
    await Promise.resolve();
    expect([first.state, second.state, queue.length]).toEqual(['resolved', 'pending', 2]);
  });

  it('goes on where a full pipe has drained', () => {
    const queue = queueOf(3, 'a', 'b', 'c');
    const pipe = new FakePipe(2);
    queue.attach(pipe);
    expect(pipe.texts).toEqual(['a', 'b']);
    pipe.room = 5;
    queue.writable(pipe);
    expect(pipe.texts).toEqual(['a', 'b', 'c']);
  });

  it('gives nothing to a pipe that is gone', () => {
    const queue = queueOf(1);
    const pipe = new FakePipe();
    queue.attach(pipe);
    queue.detach(pipe);
    queue.trySend(new Message('x'));
    expect([pipe.texts, queue.length]).toEqual([[], 1]);
  });

  it.each(['queued', 'waiting'])('[SOCK-11] copies bytes of the caller that are %s', (how) => {
    const queue = queueOf(how === 'queued' ? 1 : 0);
    const message = borrowed(1, 2, 3);
    const bytes = message.body;
    if (!queue.trySend(message)) queue.sendLater(new Waiter(message));
    bytes.fill(0);
    const pipe = new FakePipe();
    queue.attach(pipe);
    expect([...pipe.sent[0]!.message.body]).toEqual([1, 2, 3]);
  });

  it('does not copy what goes straight to a pipe', () => {
    const queue = queueOf(0);
    const pipe = new FakePipe();
    queue.attach(pipe);
    const message = borrowed(1);
    const { body } = message;
    queue.trySend(message);
    expect(pipe.sent[0]?.message.body).toBe(body);
  });

  it('keeps the oldest messages that fit when it shrinks', () => {
    const queue = queueOf(4, 'a', 'b', 'c', 'd');
    expect([queue.resize(2, true), queue.length]).toEqual([2, 2]);
    const pipe = new FakePipe();
    queue.attach(pipe);
    expect(pipe.texts).toEqual(['a', 'b']);
  });

  it('lets those who wait in when it grows', async () => {
    const queue = queueOf(0);
    const waiter = waiting(queue, 'x');
    expect(queue.resize(1, true)).toBe(0);
    await waiter.promise;
    expect(queue.length).toBe(1);
  });

  it('can be emptied on a change of capacity', () => {
    const queue = queueOf(4, 'a', 'b');
    expect([queue.resize(4, false), queue.length]).toEqual([2, 0]);
  });

  it('can complete everyone who waits although nothing takes the messages', async () => {
    const queue = queueOf(0);
    const waiters = [waiting(queue, 'a'), waiting(queue, 'b')];
    expect(queue.completeWaiters()).toBe(2);
    await Promise.all(waiters.map(({ promise }) => promise));
    expect(queue.length).toBe(0);
  });

  it('fails everyone who waits and keeps what is queued', async () => {
    const queue = queueOf(1, 'a');
    const waiter = waiting(queue, 'b');
    const why = new Error('closed');
    queue.failWaiters(why);
    await expect(waiter.promise).rejects.toBe(why);
    expect(queue.length).toBe(1);
  });
});
