import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@sp/compliance';
import { MAX_TIMER } from '../src/clock.ts';
import { KeepAlive } from '../src/socket/keep-alive.ts';
import { createPair } from './support/pair.ts';
import { testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';

describe('KeepAlive', () => {
  it('keeps the process alive while there is a reason', () => {
    const clock = new ManualClock();
    const keepAlive = new KeepAlive(clock);
    const alive: number[] = [];
    for (const step of ['hold', 'hold', 'release', 'release'] as const) {
      keepAlive[step]();
      alive.push(clock.keepingAlive);
    }
    expect(alive).toEqual([1, 1, 1, 0]);
    expect(clock.pending).toBe(0);
  });

  it('does so for longer than a timer lasts', async () => {
    const clock = new ManualClock();
    const keepAlive = new KeepAlive(clock);
    keepAlive.hold();
    await clock.advance(3 * MAX_TIMER);
    expect(clock.keepingAlive).toBe(1);
  });

  it('does not while that is not wanted, whatever the reasons', () => {
    const clock = new ManualClock();
    const keepAlive = new KeepAlive(clock);
    keepAlive.hold();
    keepAlive.want(false);
    expect(clock.keepingAlive).toBe(0);
    keepAlive.want(true);
    expect(clock.keepingAlive).toBe(1);
  });
});

/** A socket, and whether it keeps the process alive. */
const setUp = (options: Parameters<typeof createPair>[1] = {}) => {
  const mock = testNet();
  const { clock } = mock;
  return { mock, clock, pair: createPair(mock.net, options), alive: () => clock.keepingAlive > 0 };
};

describe('the process stays alive', () => {
  it('not for a socket alone, nor for endpoints that are not in use', () => {
    const { pair, alive } = setUp();
    pair.newDialer(ADDRESS);
    pair.newListener(ADDRESS);
    expect(alive()).toBe(false);
  });

  it('while a socket listens', async () => {
    const { pair, alive } = setUp();
    const listener = await pair.listen(ADDRESS);
    expect(alive()).toBe(true);
    listener.close();
    expect(alive()).toBe(false);
  });

  it('while a socket dials, is connected, or waits for the next attempt', async () => {
    const { mock, clock, pair, alive } = setUp({ dialAsync: true });
    const dialer = await pair.dial(ADDRESS);
    expect(alive()).toBe(true);
    await clock.advance(50);
    mock.acceptDials(ADDRESS);
    await clock.advance(100);
    expect(alive()).toBe(true);
    dialer.close();
    expect(alive()).toBe(false);
  });

  it('not for a dial or listen that failed', async () => {
    const { mock, pair, alive } = setUp();
    await expect(pair.newDialer(ADDRESS).dial()).rejects.toThrow();
    expect(alive()).toBe(false);
    await createPair(mock.net).unref().listen(ADDRESS);
    await expect(pair.newListener(ADDRESS).listen()).rejects.toThrow();
    expect(alive()).toBe(false);
  });

  it('while a call waits, until it ends', async () => {
    const { mock, clock, pair, alive } = setUp({ writeQLen: 0 });
    const dials = mock.acceptDials(ADDRESS);
    const send = pair.send('x');
    expect(alive()).toBe(true);
    (await pair.dial(ADDRESS)).close();
    await send;
    expect(alive()).toBe(false);

    const received = pair.recv();
    expect(alive()).toBe(true);
    dials.pipes[0]?.deliver('x');
    await received;
    expect(alive()).toBe(false);

    const late = pair.recv({ timeout: 50 }).catch(() => {});
    expect(alive()).toBe(true);
    await clock.advance(50);
    await late;
    expect(alive()).toBe(false);
  });

  it('while a close lingers, and not longer', async () => {
    const { mock, clock, pair, alive } = setUp({ linger: 500 });
    const dials = mock.acceptDials(ADDRESS);
    const dialer = await pair.dial(ADDRESS);
    dials.pipes[0]?.hold();
    await pair.send('held');
    await pair.send('queued');
    dialer.close();
    expect(alive()).toBe(false);
    const closing = pair.close();
    expect(alive()).toBe(true);
    await clock.advance(500);
    await closing;
    expect([alive(), clock.pending]).toEqual([false, 0]);
  });

  it('not for deadlines, redial or linger themselves: one timer of a socket does it, which unref stops', async () => {
    const { clock, pair } = setUp({ dialAsync: true, recvDeadline: 60_000 });
    await pair.dial(ADDRESS);
    const call = pair.recv().catch(() => {});
    expect([clock.keepingAlive, clock.pending]).toEqual([1, 3]);
    pair.unref();
    expect([clock.keepingAlive, clock.pending]).toEqual([0, 2]);
    pair.ref();
    expect(clock.keepingAlive).toBe(1);
    await pair.close();
    await call;
    expect(clock.pending).toBe(0);
  });
});
