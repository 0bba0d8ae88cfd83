import { afterEach, describe, expect, test } from '@jest/globals';
import type { CoreOptions, Sends } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createSub, type Sub, type SubOptions, type SubscribeOption } from '@sp/protocol-sub';

const newNet = mockNets(afterEach);

type Given = Partial<SubOptions & SubscribeOption & CoreOptions>;

async function open(options?: Given): Promise<{ net: MockNet; sub: Sub; peer: MockPipe }> {
  const net = newNet();
  const sub = createSub(net.net, options);
  return { net, sub, peer: await net.connect(sub) };
}

/** Everything that waits, as text. */
function drain(sub: { tryRecv(): { text(): string } | undefined }): string[] {
  const got = [];
  for (let next = sub.tryRecv(); next !== undefined; next = sub.tryRecv()) got.push(next.text());
  return got;
}

const deliver = (peer: MockPipe, ...messages: string[]): void => {
  for (const message of messages) peer.deliver(message);
};

describe('subscribing', () => {
  test('[SUB-3] without subscriptions nothing arrives', async () => {
    const { sub, peer } = await open();
    deliver(peer, 'a', '');
    expect(drain(sub)).toEqual([]);
    expect([peer.closed, peer.paused]).toEqual([false, false]);
  });

  test('[SUB-4] the empty subscription gets everything, the empty message too', async () => {
    const { sub, peer } = await open({ subscribe: [''] });
    deliver(peer, 'a', '', 'b');
    expect(drain(sub)).toEqual(['a', '', 'b']);
  });

  test('publishers never learn of subscriptions: some of them hang up on a subscriber that says anything', async () => {
    const { sub, peer } = await open({ subscribe: ['a'] });
    sub.subscribe('b');
    sub.unsubscribe('a');
    sub.openContext({ subscribe: ['c'] }).close();
    await settled();
    expect(peer.sent).toEqual([]);
  });

  test('[SUB-5] a message matches by its first bytes; a shorter one does not', async () => {
    const { sub, peer } = await open({ subscribe: ['price/'] });
    deliver(peer, 'price', 'price/', 'price/eur 1.08', 'prices/', ' price/', 'Price/');
    expect(drain(sub)).toEqual(['price/', 'price/eur 1.08']);
  });

  test('[SUB-5] topics as text and as bytes are the same, in UTF-8; zero bytes count', async () => {
    const { sub, peer } = await open();
    sub.subscribe('é');
    sub.unsubscribe(Uint8Array.of(0xc3, 0xa9));
    sub.subscribe(Uint8Array.of(0, 0, 1));
    sub.unsubscribe('\u0000\u0000\u0001');
    sub.subscribe(Uint8Array.of(0, 0));
    peer.deliver(Uint8Array.of(0, 1));
    peer.deliver(Uint8Array.of(0, 0, 7));
    const message = await sub.recv();
    expect([message.body, message.header]).toEqual([Uint8Array.of(0, 0, 7), Uint8Array.of()]);
    expect(message.pipe?.id).toBeGreaterThan(0);
    expect(sub.tryRecv()).toBeUndefined();
  });

  test('[SUB-6] subscribing twice is like once: one unsubscribe undoes it, a second is ERR_SP_BAD_VALUE', async () => {
    const { sub, peer } = await open({ subscribe: ['a', 'a'] });
    sub.subscribe(Uint8Array.of(0x61));
    sub.unsubscribe('a');
    deliver(peer, 'a');
    expect(drain(sub)).toEqual([]);
    expect(() => sub.unsubscribe('a')).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  });

  test('[SUB-7] unsubscribing from what is not subscribed to, longer and shorter variants included: ERR_SP_BAD_VALUE', async () => {
    const { sub, peer } = await open({ subscribe: ['abc'] });
    for (const topic of ['', 'ab', 'abcd', 'x', Uint8Array.of(1)]) {
      expect(() => sub.unsubscribe(topic)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
    deliver(peer, 'abc');
    expect(drain(sub)).toEqual(['abc']);
  });

  test.each([1, true, null, undefined, {}, ['a'], new Date()])(
    '[SUB-8] the topic %p is ERR_SP_BAD_VALUE',
    async (topic) => {
      const { net, sub } = await open();
      const bad = expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' });
      expect(() => sub.subscribe(topic as string)).toThrow(bad);
      expect(() => sub.unsubscribe(topic as string)).toThrow(bad);
      expect(() => sub.openContext({ subscribe: [topic as string] })).toThrow(bad);
      expect(() => createSub(net.net, { subscribe: [topic as string] })).toThrow(bad);
    },
  );

  test('[SUB-8] the option subscribe takes an array, and can be neither read nor changed', async () => {
    const { net, sub } = await open();
    expect(() => createSub(net.net, { subscribe: 'price/' as never })).toThrow(
      expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }),
    );
    expect(() => sub.getOption('subscribe')).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
    expect(() => sub.configure({ subscribe: ['x'] } as Partial<SubOptions>)).toThrow(
      expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
    );
  });

  test('[SUB-9] bytes given to subscribe may be changed afterwards', async () => {
    const { sub, peer } = await open();
    const topic = Uint8Array.of(0x61, 0x62);
    sub.subscribe(topic);
    topic[0] = 0x7a;
    deliver(peer, 'abc', 'zbc');
    expect(drain(sub)).toEqual(['abc']);
  });

  test('[SUB-10, SUB-12] unsubscribing drops what waits and matches nothing else; the rest stays in order', async () => {
    const { sub, peer } = await open({ subscribe: ['a', 'ab', 'c'] });
    deliver(peer, 'a1', 'c1', 'ab1', 'a2', 'c2', 'ab2');
    sub.unsubscribe('a');
    expect(counter(sub, 'unsubscribed')).toBe(2);
    expect(drain(sub)).toEqual(['c1', 'ab1', 'c2', 'ab2']);
  });

  test('[SUB-10] a recv that waits goes on waiting', async () => {
    const { sub, peer } = await open({ subscribe: ['a', 'b'] });
    const recv = watch(sub.recv());
    sub.unsubscribe('a');
    deliver(peer, 'a');
    await settled();
    expect(recv.state).toBe('pending');
    deliver(peer, 'b');
    await settled();
    expect(recv.state).toBe('b');
  });

  test('[SUB-11] subscriptions come and go under traffic: nothing is lost that matches all the time', async () => {
    const { sub, peer } = await open({ subscribe: ['keep'], readQLen: 10 });
    const got: string[] = [];
    for (let n = 0; n < 500; n += 1) {
      sub.subscribe('gone');
      deliver(peer, `gone ${n}`, `keep ${n}`);
      sub.unsubscribe('gone');
      if (n % 5 === 4) got.push(...drain(sub));
    }
    expect(got).toEqual(Array.from({ length: 500 }, (_, n) => `keep ${n}`));
    expect(counter(sub, 'unsubscribed')).toBe(500);
  });

  test('[SUB-15] a message that matches two topics is delivered once', async () => {
    const { sub, peer } = await open({ subscribe: ['', 'a', 'ab'] });
    deliver(peer, 'abc');
    expect(drain(sub)).toEqual(['abc']);
  });
});

describe('receiving', () => {
  test('[SUB-1] sending is ERR_SP_PROTO_OP, on socket and context, open and closed', async () => {
    const { sub } = await open();
    const context = sub.openContext();
    for (let round = 0; round < 2; round += 1) {
      for (const sender of [sub, context] as unknown as Sends[]) {
        await expect(sender.send('x')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
        expect(() => sender.trySend('x')).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      }
      if (round === 0) await sub.close();
    }
  });

  test('[SUB-2] recvDeadline passes: ERR_SP_RECV_TIMEOUT, on socket and context', async () => {
    const { net, sub } = await open({ recvDeadline: 30 });
    const context = sub.openContext({ recvDeadline: 20 });
    const calls = [watch(sub.recv()), watch(context.recv())];
    await net.clock.advance(19);
    expect(calls.map(({ state }) => state)).toEqual(['pending', 'pending']);
    await net.clock.advance(1);
    expect(calls.map(({ state }) => state)).toEqual(['pending', 'ERR_SP_RECV_TIMEOUT']);
    await net.clock.advance(10);
    expect(calls[0]!.state).toBe('ERR_SP_RECV_TIMEOUT');
  });

  test('[SUB-13] three messages into readQLen 2: the oldest goes, and is counted', async () => {
    const { sub, peer } = await open({ subscribe: [''], readQLen: 2, recvDeadline: 0 });
    deliver(peer, 'a', 'b', 'c');
    expect([(await sub.recv()).text(), (await sub.recv()).text()]).toEqual(['b', 'c']);
    await expect(sub.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_RECV_TIMEOUT' }));
    expect([counter(sub, 'rx_discard'), peer.paused]).toEqual([1, false]);
  });

  test('[SUB-14] the same with preferNew false: the newest goes', async () => {
    const { sub, peer } = await open({ subscribe: [''], readQLen: 2, preferNew: false });
    deliver(peer, 'a', 'b', 'c');
    expect([drain(sub), counter(sub, 'rx_discard')]).toEqual([['a', 'b'], 1]);
    sub.configure({ preferNew: true });
    deliver(peer, 'd', 'e', 'f');
    expect(drain(sub)).toEqual(['e', 'f']);
  });

  test('[SUB-16] setting readQLen discards what waits; a recv that waits survives, and later traffic flows', async () => {
    const { sub, peer } = await open({ subscribe: [''], readQLen: 4 });
    deliver(peer, 'a', 'b', 'c');
    sub.configure({ readQLen: 4 });
    expect([sub.tryRecv(), counter(sub, 'resized')]).toEqual([undefined, 3]);
    const recv = watch(sub.recv());
    sub.configure({ readQLen: 1 });
    deliver(peer, 'd', 'e', 'f');
    await settled();
    expect([recv.state, drain(sub)]).toEqual(['d', ['f']]);
  });

  test('[SUB-24] a recv posted before the message gets it, several in the order of asking', async () => {
    const { sub, peer } = await open({ subscribe: [''], readQLen: 0 });
    const calls = [watch(sub.recv()), watch(sub.recv())];
    deliver(peer, 'a', 'b', 'c');
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['a', 'b']);
    // With a queue of 0 only who waits gets something.
    expect([sub.tryRecv(), counter(sub, 'rx_discard')]).toEqual([undefined, 1]);
  });

  test('[SUB-23] a publisher that is connected twice delivers twice', async () => {
    const { net, sub, peer } = await open({ subscribe: ['a'] });
    const again = await net.connect(sub);
    for (const pipe of [peer, again]) deliver(pipe, 'a', 'b');
    expect(drain(sub)).toEqual(['a', 'a']);
  });

  test('what waits stays when its pipe goes', async () => {
    const { sub, peer } = await open({ subscribe: [''] });
    deliver(peer, 'a');
    peer.lose();
    await settled();
    expect(drain(sub)).toEqual(['a']);
  });

  test('[SUB-26] tryRecv tells readiness (our choice: there are no descriptors to poll): only a match counts', async () => {
    const { sub, peer } = await open({ subscribe: ['a'] });
    expect(sub.tryRecv()).toBeUndefined();
    deliver(peer, 'b');
    expect(sub.tryRecv()).toBeUndefined();
    deliver(peer, 'a');
    expect(sub.tryRecv()?.text()).toBe('a');
    expect(sub.tryRecv()).toBeUndefined();
  });

  test('[G-20] aborting a recv loses nothing', async () => {
    const { sub, peer } = await open({ subscribe: [''] });
    const controller = new AbortController();
    const recv = watch(sub.recv({ signal: controller.signal }));
    controller.abort('enough');
    deliver(peer, 'a');
    await settled();
    expect([recv.state, drain(sub)]).toEqual(['enough', ['a']]);
  });
});

describe('options', () => {
  test.each([
    ['readQLen', [0, 1, 500], [-1, 1.5, NaN, Infinity, '5', true, new Date()]],
    ['recvDeadline', [0, 1.5, Infinity], [-1, NaN, '5', new Date()]],
    ['preferNew', [true, false], [0, 'true', null, new Date()]],
  ])('[SUB-25] %s takes good values and keeps the old one when given a bad one', async (name, good, bad) => {
    const { sub } = await open();
    for (const subject of [sub, sub.openContext()]) {
      for (const value of good) {
        subject.configure({ [name]: value });
        expect(subject.getOption(name)).toBe(value);
      }
      for (const value of bad) {
        expect(() => subject.configure({ [name]: value })).toThrow(
          expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }),
        );
      }
      expect(subject.getOption(name)).toBe(good.at(-1));
    }
  });

  test('[G-6, G-11, G-26] defaults: a queue of 128, no deadline (in our numbers), newest preferred, and no option besides', async () => {
    const { sub } = await open();
    const defaults = { recvDeadline: Infinity, readQLen: 128, preferNew: true };
    expect(sub.options).toMatchObject({ ...defaults, raw: false });
    expect(sub.openContext().options).toEqual(defaults);
    for (const name of ['sendDeadline', 'writeQLen', 'bestEffort', 'failNoPeers', 'ttl']) {
      expect(() => sub.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
    }
    for (const name of ['raw', 'ttl', 'writeQLen', 'linger']) {
      expect(() => sub.openContext().getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
    }
  });
});
