import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import type { Message } from '@sp/core';
import { settled } from '@sp/compliance';
import { code } from './support/code.ts';
import { createMailbox } from './support/mailbox.ts';
import { outcome } from './support/outcome.ts';
import { createPair } from './support/pair.ts';
import { testNet } from './support/test-net.ts';

/** A pair with one peer, whose queue takes whatever these tests deliver. */
const setUp = async () => {
  const mock = testNet();
  const pair = createPair(mock.net, { readQLen: 1000 });
  return { mock, pair, peer: await mock.connect(pair) };
};

const texts = async (messages: AsyncIterable<Message>): Promise<string[]> => {
  const all: string[] = [];
  for await (const message of messages) all.push(message.text());
  return all;
};

describe('iterating over messages', () => {
  it('gives what is there and what comes, and ends when the socket closes', async () => {
    const { pair, peer } = await setUp();
    peer.deliver('a');
    peer.deliver('b');
    const all = texts(pair);
    await settled();
    peer.deliver('c');
    await settled();
    await pair.close();
    expect(await all).toEqual(['a', 'b', 'c']);
  });

  it('ends when the context closes', async () => {
    const context = createMailbox(testNet().net).openContext();
    const all = texts(context);
    context.close();
    expect(await all).toEqual([]);
  });

  it('has nothing to give where the socket is closed already', async () => {
    const pair = createPair(testNet().net);
    await pair.close();
    expect(await texts(pair)).toEqual([]);
    expect(await pair.batches().next()).toEqual({ value: undefined, done: true });
  });

  it('leaves the socket open where the loop is left', async () => {
    const { pair, peer } = await setUp();
    peer.deliver('first');
    peer.deliver('second');
    for await (const message of pair) {
      expect(message.text()).toBe('first');
      break;
    }
    expect([pair.closed, (await pair.recv()).text()]).toEqual([false, 'second']);
  });

  it.each(['messages', 'batches'] as const)('%s is over once it was left, and takes nothing more', async (name) => {
    const { pair, peer } = await setUp();
    const iterator = pair[name]();
    await iterator.return?.();
    peer.deliver('x');
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect(pair.tryRecv()?.text()).toBe('x');
  });

  it('throws what is no end: a timeout, the reason of a signal', async () => {
    const { mock, pair } = await setUp();
    const late = outcome(texts(pair.messages({ timeout: 10 })));
    await mock.clock.advance(10);
    expect(late.code).toBe('ERR_SP_RECV_TIMEOUT');
    const controller = new AbortController();
    const aborted = outcome(texts(pair.messages({ signal: controller.signal })));
    controller.abort('reason');
    await settled();
    expect(aborted.reason).toBe('reason');
    await expect(pair.messages({ timeout: -1 }).next()).rejects.toEqual(code('ERR_SP_BAD_VALUE'));
  });
});

describe('batches', () => {
  it('hold everything that has arrived', async () => {
    const { pair, peer } = await setUp();
    for (const text of ['a', 'b', 'c']) peer.deliver(text);
    const batches = pair.batches();
    const first = await batches.next();
    const next = batches.next();
    peer.deliver('d');
    expect([first, await next].map(({ value }) => (value as Message[]).map((message) => message.text()))).toEqual([
      ['a', 'b', 'c'],
      ['d'],
    ]);
  });

  it('are limited in length', async () => {
    const mock = testNet();
    const mailbox = createMailbox(mock.net);
    const peer = await mock.connect(mailbox);
    for (let n = 0; n < 1500; n++) peer.deliver('x');
    const lengths: number[] = [];
    for await (const batch of mailbox.batches()) if (lengths.push(batch.length) === 2) break;
    expect(lengths).toEqual([1024, 476]);
  });

  it('lose no message where the socket closes meanwhile', async () => {
    const { pair, peer } = await setUp();
    const batches = pair.batches();
    const next = batches.next();
    peer.deliver('x');
    await pair.close();
    expect((await next).value).toHaveLength(1);
    expect((await batches.next()).done).toBe(true);
  });
});

describe('the signal of an iteration', () => {
  it.each(['messages', 'batches'] as const)(
    'gets one listener for all of %s, which goes when it is left',
    async (name) => {
      const { pair, peer } = await setUp();
      const { signal } = new AbortController();
      let registered = 0;
      const add = signal.addEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        registered += 1;
        add(...args);
      };
      const iterator = pair[name]({ signal });
      for (let n = 0; n < 1000; n++) {
        const next = iterator.next();
        peer.deliver('x');
        await next;
      }
      expect(registered).toBe(1);
      await iterator.return?.();
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    },
  );

  it('has no listener left when the socket has closed', async () => {
    const { pair } = await setUp();
    const { signal } = new AbortController();
    const all = texts(pair.messages({ signal }));
    await pair.close();
    await all;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
