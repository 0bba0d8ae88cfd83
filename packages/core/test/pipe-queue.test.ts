import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { PipeQueue, Waiter } from '@sp/core/protocol';
import { FakePipe } from './support/fake-pipe.ts';

const setUp = (room: number, capacity: number): { pipe: FakePipe; queue: PipeQueue } => {
  const pipe = new FakePipe(room);
  return { pipe, queue: new PipeQueue(pipe, capacity) };
};

const send = (queue: PipeQueue, ...texts: readonly string[]): boolean[] =>
  texts.map((text) => queue.trySend(new Message(text), false));

describe('PipeQueue', () => {
  it('goes straight to the pipe, then into the queue, then says no', () => {
    const { pipe, queue } = setUp(2, 1);
    expect(send(queue, 'a', 'b', 'c', 'd')).toEqual([true, true, true, false]);
    expect([pipe.texts, queue.length, queue.ready]).toEqual([['a', 'b'], 1, false]);
  });

  it('goes on in order when the pipe has drained, only as far as the pipe has room', () => {
    const { pipe, queue } = setUp(1, 3);
    send(queue, 'a', 'b', 'c', 'd');
    pipe.room = 2;
    queue.writable();
    expect([pipe.texts, queue.length, queue.ready]).toEqual([['a', 'b', 'c'], 1, false]);
  });

  it('lets those who wait follow the queue', async () => {
    const { pipe, queue } = setUp(1, 1);
    send(queue, 'a', 'b');
    const waiter = new Waiter(new Message('c'));
    queue.sendLater(waiter);
    pipe.room = 5;
    queue.writable();
    await waiter.promise;
    expect(pipe.texts).toEqual(['a', 'b', 'c']);
  });

  it('keeps to whom the body is shared while a message is queued', () => {
    const { pipe, queue } = setUp(1, 2);
    const message = new Message('x');
    for (let n = 0; n < 3; n++) queue.trySend(message, true);
    pipe.room = 5;
    queue.writable();
    expect(pipe.sent.map(({ shared }) => shared)).toEqual([true, true, true]);
    expect(pipe.sent.every((sent) => sent.message.body === message.body)).toBe(true);
  });

  it.each(['queued', 'waiting'])('copies bytes of the caller that are %s', (how) => {
    const { pipe, queue } = setUp(1, how === 'queued' ? 1 : 0);
    send(queue, 'a');
    const message = new Message(Uint8Array.of(1, 2, 3));
    const { body } = message;
    message.borrowed = true;
    if (!queue.trySend(message, false)) queue.sendLater(new Waiter(message));
    body.fill(0);
    pipe.room = 5;
    queue.writable();
    expect([...pipe.sent[1]!.message.body]).toEqual([1, 2, 3]);
  });

  it('discards and counts what is queued', () => {
    const { pipe, queue } = setUp(1, 2);
    send(queue, 'a', 'b', 'c');
    expect([queue.discard(), queue.length]).toEqual([2, 0]);
    queue.writable();
    expect(pipe.texts).toEqual(['a']);
  });

  it('ends everyone who waits, well or not', async () => {
    const { pipe, queue } = setUp(1, 0);
    send(queue, 'a');
    const [done, failed] = [new Waiter(new Message('b')), new Waiter(new Message('c'))];
    queue.sendLater(done);
    expect(queue.completeWaiters()).toBe(1);
    queue.sendLater(failed);
    queue.failWaiters(new Error('closed'));
    await done.promise;
    await expect(failed.promise).rejects.toThrow('closed');
    expect(pipe.texts).toEqual(['a']);
  });
});
