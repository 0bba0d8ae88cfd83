import { describe, expect, it } from '@jest/globals';
import { settled } from '@sp/compliance';
import type { Observed, Observer } from '@sp/core';
import { ObserverFeed } from '../src/stats/observer.ts';
import { FakePipe } from './support/fake-pipe.ts';

const dropped = (reason: string, more: Partial<Observed> = {}): Observed => ({
  kind: 'message_dropped',
  reason,
  count: 1,
  ...more,
});

const setUp = (): { feed: ObserverFeed; events: Observed[] } => {
  const events: Observed[] = [];
  return { feed: new ObserverFeed(() => (event) => void events.push(event)), events };
};

describe('ObserverFeed', () => {
  it('tells after the turn, never from inside the call', async () => {
    const { feed, events } = setUp();
    feed.tell(dropped('queue_full'));
    await Promise.resolve();
    expect(events).toEqual([]);
    await settled();
    expect(events).toHaveLength(1);
  });

  it('tells once a turn what happened often, with the count', async () => {
    const { feed, events } = setUp();
    for (let n = 0; n < 1000; n++) feed.tell(dropped('queue_full', { count: 2 }));
    await settled();
    expect(events).toEqual([dropped('queue_full', { count: 2000 })]);
    feed.tell(dropped('queue_full'));
    await settled();
    expect(events[1]?.count).toBe(1);
  });

  it('keeps kinds, reasons, pipes and addresses apart', async () => {
    const { feed, events } = setUp();
    const pipe = new FakePipe();
    const different = [
      dropped('a'),
      dropped('b'),
      dropped('a', { pipe }),
      dropped('a', { pipe: new FakePipe() }),
      dropped('a', { address: 'mock://x' }),
      dropped('a', { address: 'mock://y' }),
      dropped('a', { kind: 'counted' }),
    ];
    for (const event of different) feed.tell(event);
    await settled();
    expect(events).toEqual(different);
  });

  it('survives an observer that throws', async () => {
    const events: string[] = [];
    const feed = new ObserverFeed(() => (event) => {
      events.push(event.reason);
      throw new Error('observer');
    });
    feed.tell(dropped('a'));
    feed.tell(dropped('b'));
    await settled();
    expect(events).toEqual(['a', 'b']);
  });

  it('gathers nothing while there is nobody to tell', async () => {
    const events: Observed[] = [];
    const observers: Observer[] = [];
    const feed = new ObserverFeed(() => observers[0]);
    feed.tell(dropped('before'));
    observers.push((event) => void events.push(event));
    feed.tell(dropped('after'));
    await settled();
    expect(events.map(({ reason }) => reason)).toEqual(['after']);
  });
});
