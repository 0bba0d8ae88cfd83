import { describe, expect, it, jest } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { Message } from '@sp/core';
import { Schedule, Waiter, WaiterList } from '@sp/core/protocol';
import { ManualClock } from '@sp/compliance';

const cancelled = { cancel: (waiter: Waiter, why: unknown) => waiter.fail(why) };

/** A waiter whose end nobody awaits. */
const unwatched = (message?: Message): Waiter => {
  const waiter = new Waiter(message);
  waiter.promise.catch(() => {});
  return waiter;
};

describe('Waiter', () => {
  it('gives a receiver its message', async () => {
    const waiter = new Waiter();
    const message = new Message('hi');
    waiter.complete(message);
    expect(await waiter.promise).toBe(message);
  });

  it('tells its keeper before its owner, and both before the caller can know', async () => {
    const order: string[] = [];
    const waiter = new Waiter();
    waiter.keeper = { ended: () => void order.push('keeper') };
    waiter.owner = { left: () => void order.push('left'), completed: () => void order.push('completed') };
    void waiter.promise.then(() => order.push('caller'));
    waiter.complete(new Message());
    await waiter.promise;
    expect(order).toEqual(['left', 'keeper', 'completed', 'caller']);
  });

  it('says which way the message went', () => {
    const completed = jest.fn();
    const [sent, received] = [new Message('out'), new Message('in')];
    const [sender, receiver] = [new Waiter(sent), new Waiter()];
    sender.owner = receiver.owner = { left: () => {}, completed };
    sender.complete();
    receiver.complete(received);
    expect(completed.mock.calls).toEqual([
      [sent, true],
      [received, false],
    ]);
  });

  it('[MSG-5] gives the message of a failed send back with the header it came with', async () => {
    const message = new Message('body', Uint8Array.of(1, 2));
    const waiter = new Waiter(message);
    message.header = Uint8Array.of(9, 9, 9);
    waiter.fail(new Error('no'));
    await expect(waiter.promise).rejects.toThrow('no');
    expect([...message.header]).toEqual([1, 2]);
  });

  it('counts nothing for a call that failed', () => {
    const completed = jest.fn();
    const waiter = unwatched(new Message());
    waiter.owner = { left: () => {}, completed };
    waiter.fail(new Error('no'));
    expect(completed).not.toHaveBeenCalled();
  });

  it('ends with the reason of its signal, unchanged', async () => {
    const controller = new AbortController();
    const reason = { mine: true };
    const waiter = new Waiter();
    waiter.watch(controller.signal, cancelled);
    controller.abort(reason);
    await expect(waiter.promise).rejects.toBe(reason);
  });

  it.each([true, false])('gives up its deadline when it ends (well: %p)', async (well) => {
    const clock = new ManualClock();
    const passed = jest.fn();
    const waiter = unwatched();
    waiter.deadline = new Schedule(clock).after(10, passed);
    if (well) waiter.complete();
    else waiter.fail(new Error('no'));
    await clock.advance(10);
    expect(passed).not.toHaveBeenCalled();
  });

  it('leaves no listener on the signal, however it ended', () => {
    const { signal } = new AbortController();
    for (const end of [(waiter: Waiter) => waiter.complete(), (waiter: Waiter) => waiter.fail(new Error('no'))]) {
      const waiter = unwatched();
      waiter.watch(signal, cancelled);
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      end(waiter);
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    }
  });
});

describe('WaiterList', () => {
  const listOf = (...waiters: readonly Waiter[]): WaiterList => {
    const list = new WaiterList();
    for (const waiter of waiters) list.push(waiter);
    return list;
  };
  const inOrder = (list: WaiterList): (Waiter | undefined)[] => {
    const waiters: (Waiter | undefined)[] = [];
    while (list.length > 0) waiters.push(list.shift());
    return waiters;
  };

  it('serves first who came first', () => {
    const [a, b, c] = [new Waiter(), new Waiter(), new Waiter()];
    expect(inOrder(listOf(a, b, c))).toEqual([a, b, c]);
  });

  it.each([0, 1, 2])('lets go of entry %i without disturbing the others', (at) => {
    const waiters = [new Waiter(), new Waiter(), new Waiter()];
    const list = listOf(...waiters);
    waiters[at]!.complete();
    expect(list.length).toBe(2);
    expect(inOrder(list)).toEqual(waiters.filter((_, n) => n !== at));
  });

  it('leaves a waiter of another list alone', () => {
    const [mine, theirs] = [new Waiter(), new Waiter()];
    const list = listOf(mine);
    const other = listOf(theirs);
    list.remove(theirs);
    expect([list.length, other.length]).toEqual([1, 1]);
  });

  it('fails all with the same error', async () => {
    const [a, b] = [new Waiter(), new Waiter()];
    const list = listOf(a, b);
    const why = new Error('closed');
    list.failAll(why);
    await expect(a.promise).rejects.toBe(why);
    await expect(b.promise).rejects.toBe(why);
    expect(list.length).toBe(0);
  });
});
