import { describe, expect, it } from '@jest/globals';
import { transports } from '@sp/core';
import { withClock } from '@sp/core/protocol';
import { ManualClock } from '@sp/compliance';
import { FairTurn, nextTurn } from '../src/socket/fair-turn.ts';
import { createBroadcast } from './support/broadcast.ts';
import { linked } from './support/linked.ts';
import { createMailbox } from './support/mailbox.ts';
import { createPair } from './support/pair.ts';
import { testNet } from './support/test-net.ts';

/** How often `step` runs before a timer fires: at most `limit` times. */
async function stepsUntilTimer(step: () => Promise<unknown>, limit = 100_000): Promise<number> {
  let fired = false;
  const timer = setTimeout(() => (fired = true), 1);
  let steps = 0;
  const hasFired = (): boolean => fired;
  while (!hasFired() && steps < limit) {
    await step();
    steps += 1;
  }
  clearTimeout(timer);
  return steps;
}

describe('FairTurn', () => {
  it('lets 255 calls complete at once and makes one wait, again and again', () => {
    const turn = new FairTurn();
    const waits = Array.from({ length: 1024 }, () => turn.due());
    expect(waits.flatMap((wait, n) => (wait ? [n] : []))).toEqual([255, 511, 767, 1023]);
  });

  it('knows that the next call is the one to wait', () => {
    const turn = new FairTurn();
    for (let n = 0; n < 254; n++) turn.due();
    expect(turn.near).toBe(false);
    turn.due();
    expect(turn.near).toBe(true);
  });

  it('gives everybody the same resolved promise', () => {
    expect(new FairTurn().next()).toBe(new FairTurn().next());
  });

  it('counts several calls at once', () => {
    const turn = new FairTurn();
    expect([turn.due(255), turn.due(1), turn.due(1000)]).toEqual([false, true, true]);
  });
});

describe('nextTurn', () => {
  it('comes after what the event loop had to do, one for all who ask', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('event loop'));
    const turn = nextTurn();
    expect(nextTurn()).toBe(turn);
    await turn.then(() => order.push('turn'));
    expect(order).toEqual(['event loop', 'turn']);
    expect(nextTurn()).not.toBe(turn);
  });
});

describe('a timer fires during an endless', () => {
  it('awaited send loop on a broadcasting socket', async () => {
    const mock = testNet();
    const broadcast = createBroadcast(mock.net);
    const peer = await mock.connect(broadcast);
    const steps = await stepsUntilTimer(() => {
      peer.sent.length = 0;
      return broadcast.send('x');
    });
    expect(steps).toBeLessThan(100_000);
  });

  it('awaited send loop into a socket without peers', async () => {
    const broadcast = createBroadcast(testNet().net);
    expect(await stepsUntilTimer(() => broadcast.send('x'))).toBeLessThan(100_000);
  });

  it('loop of sending and receiving within the process', async () => {
    const net = withClock(transports(linked()), new ManualClock());
    const [a, b] = [createPair(net), createPair(net)];
    await a.listen('linked://x');
    await b.dial('linked://x');
    const steps = await stepsUntilTimer(async () => {
      await a.send('x');
      await b.recv();
    });
    expect(steps).toBeLessThan(100_000);
  });

  it.each(['recv', 'messages', 'batches'] as const)('loop over %s that always finds one', async (verb) => {
    const mock = testNet();
    const mailbox = createMailbox(mock.net);
    const peer = await mock.connect(mailbox);
    const iterator = verb === 'recv' ? undefined : mailbox[verb]();
    const steps = await stepsUntilTimer(() => {
      peer.deliver('x');
      return iterator === undefined ? mailbox.recv() : iterator.next();
    });
    expect(steps).toBeLessThan(100_000);
  });

  it('loop over full batches, after the first', async () => {
    const mock = testNet();
    const mailbox = createMailbox(mock.net);
    const peer = await mock.connect(mailbox);
    const batches = mailbox.batches();
    const steps = await stepsUntilTimer(() => {
      for (let n = 0; n < 1024; n++) peer.deliver('x');
      return batches.next();
    }, 200);
    expect(steps).toBeLessThan(20);
  });

  it('exchange between two sockets that answer each other', async () => {
    const net = withClock(transports(linked()), new ManualClock());
    const [a, b] = [createPair(net), createPair(net)];
    await a.listen('linked://x');
    await b.dial('linked://x');
    const reflect = async (socket: typeof a): Promise<number> => {
      let count = 0;
      for await (const message of socket) {
        count += 1;
        if (count === 100_000) break;
        await socket.send(message);
      }
      return count;
    };
    const reflecting = [reflect(a), reflect(b)];
    await a.send('x');
    await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([a.close(), b.close()]);
    for (const count of await Promise.all(reflecting)) expect(count).toBeLessThan(100_000);
  });
});
