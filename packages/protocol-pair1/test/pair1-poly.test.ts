import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, texts, watch, type MockNet } from '@sp/compliance';
import { createPair1Poly, type Pair1Options, type Pair1Poly } from '@sp/protocol-pair1';

const newNet = mockNets(afterEach);

const HOP = Uint8Array.of(0, 0, 0, 1);

function open(options?: Partial<Pair1Options>): { net: MockNet; pair: Pair1Poly } {
  const net = newNet();
  return { net, pair: createPair1Poly(net.net, options) };
}

describe('several peers', () => {
  test('[POLY-2] messages carry their pipes; a reply reaches only the peer that it names', async () => {
    const { net, pair } = open();
    const [one, two] = [await net.connect(pair), await net.connect(pair)];
    one.deliver(HOP, 'from one');
    two.deliver(HOP, 'from two');
    const [first, second] = [await pair.recv(), await pair.recv()];
    expect([first.text(), second.text(), first.header]).toEqual(['from one', 'from two', Uint8Array.of()]);
    expect(first.pipe?.id).not.toBe(second.pipe?.id);
    await pair.send(second);
    await pair.send(new Message('hello', undefined, first.pipe));
    expect([texts(one), texts(two)]).toEqual(['hello', 'from two']);
  });

  test('[POLY-2, PAIR1-2] the wire is that of PAIR1, whatever header the application sets', async () => {
    const { net, pair } = open();
    const peer = await net.connect(pair);
    await pair.send(new Message(Uint8Array.of(7), Uint8Array.of(9, 9)));
    expect(peer.sent[0]).toMatchObject({ bytes: Uint8Array.of(0, 0, 0, 1, 7), shared: false });
  });

  test('[POLY-3] a message for a peer that is gone: success, nobody gets it, counted', async () => {
    const { net, pair } = open();
    const [gone, there] = [await net.connect(pair), await net.connect(pair)];
    gone.deliver(HOP, 'question');
    const question = await pair.recv();
    gone.lose();
    await settled();
    await pair.send(question);
    expect([texts(gone), texts(there), counter(pair, 'tx_drop')]).toEqual(['', '', 1]);
  });

  test('[POLY-3] so is a message for the pipe of another socket', async () => {
    const { net, pair } = open();
    const other = createPair1Poly(net.net);
    const [mine, foreign] = [await net.connect(pair), await net.connect(other)];
    foreign.deliver(HOP, 'x');
    await pair.send(await other.recv());
    expect([texts(mine), texts(foreign), counter(pair, 'tx_drop')]).toEqual(['', '', 1]);
  });

  test('[POLY-4] a message that names no peer goes to the first; when that is gone, to the next', async () => {
    const { net, pair } = open();
    const peers = [await net.connect(pair), await net.connect(pair), await net.connect(pair)];
    await pair.send('a');
    peers[1]!.lose();
    await settled();
    await pair.send('b');
    peers[0]!.lose();
    await settled();
    await pair.send('c');
    expect(peers.map(texts)).toEqual(['ab', '', 'c']);
  });

  test('[POLY-5] ten sends to a stalled peer all succeed; two wait for it, the others are dropped and counted', async () => {
    const { net, pair } = open({ writeQLen: 0, sendDeadline: 0 });
    const peer = await net.connect(pair);
    peer.hold();
    for (let n = 0; n < 10; n += 1) await pair.send(`${n}`);
    expect(counter(pair, 'tx_drop')).toBe(7);
    peer.release();
    expect(texts(peer)).toBe('012');
  });

  test('[POLY-6] before the first peer sends are queued up to writeQLen, then they wait, and leave in order', async () => {
    const { net, pair } = open({ writeQLen: 1, sendDeadline: 50 });
    await pair.send('a');
    const calls = [watch(pair.send('b')), watch(pair.send('c', { timeout: 10 })), watch(pair.send('d'))];
    await net.clock.advance(10);
    expect(calls.map(({ state }) => state)).toEqual(['pending', 'ERR_SP_SEND_TIMEOUT', 'pending']);
    expect(pair.trySend('e')).toBe(false);
    const peer = await net.connect(pair);
    expect(calls.map(({ state }) => state)).toEqual(['done', 'ERR_SP_SEND_TIMEOUT', 'done']);
    expect(texts(peer)).toBe('abd');
  });

  test('[POLY-6] bestEffort before the first peer drops what does not fit', async () => {
    const { net, pair } = open({ writeQLen: 1, bestEffort: true });
    for (const text of ['a', 'b', 'c']) await pair.send(text);
    expect([counter(pair, 'best_effort'), texts(await net.connect(pair))]).toEqual([2, 'a']);
  });

  test('[POLY-6] after all peers have left a send succeeds, and is dropped and counted', async () => {
    const { net, pair } = open({ sendDeadline: 0 });
    (await net.connect(pair)).lose();
    await settled();
    await pair.send('x');
    expect(counter(pair, 'tx_drop')).toBe(1);
    expect(texts(await net.connect(pair))).toBe('');
  });

  test('[POLY-9] closing with full queues is clean', async () => {
    const { net, pair } = open({ readQLen: 1, writeQLen: 0 });
    const early = watch(pair.send('early'));
    const peers = [await net.connect(pair), await net.connect(pair)];
    for (const peer of peers) for (const text of ['a', 'b', 'c']) peer.deliver(HOP, text);
    expect(peers.map(({ paused }) => paused)).toEqual([true, true]);
    await pair.close();
    await settled();
    expect([early.state, peers.map(({ closed }) => closed)]).toEqual(['done', [true, true]]);
    await expect(pair.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
    await expect(pair.send('x')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
    expect(net.clock.pending).toBe(0);
  });

  test('[POLY-9] closing ends calls that wait for the first peer with ERR_SP_CLOSED', async () => {
    const { pair } = open({ writeQLen: 0 });
    const message = new Message('x', Uint8Array.of(5));
    const calls = [watch(pair.send(message)), watch(pair.recv())];
    await pair.close();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    expect(message.header).toEqual(Uint8Array.of(5));
  });

  test('[POLY-10] a peer of version 0 is refused before it becomes a pipe', async () => {
    const { net, pair } = open();
    await expect(net.connect(pair, 0x10)).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_BAD_PROTO' }));
    expect(counter(pair, 'proto')).toBe(1);
  });
});

describe('queues', () => {
  test('a full receive queue stops every peer alike, nothing is lost', async () => {
    const { net, pair } = open({ readQLen: 1 });
    const peers = [await net.connect(pair), await net.connect(pair)];
    peers.forEach((peer, n) => {
      for (const text of ['a', 'b', 'c']) peer.deliver(HOP, `${n}${text}`);
    });
    const got: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      got.push((await pair.recv()).text());
      await settled();
    }
    expect(got.filter((text) => text.startsWith('0'))).toEqual(['0a', '0b', '0c']);
    expect(got.filter((text) => text.startsWith('1'))).toEqual(['1a', '1b', '1c']);
  });

  test('setting readQLen discards what waits; a recv that waits goes on', async () => {
    const { net, pair } = open({ readQLen: 1 });
    const peer = await net.connect(pair);
    for (const text of ['a', 'b']) peer.deliver(HOP, text);
    pair.configure({ readQLen: 1 });
    expect([counter(pair, 'resized'), pair.tryRecv()]).toEqual([2, undefined]);
    const recv = watch(pair.recv());
    pair.configure({ readQLen: 3 });
    await settled();
    peer.deliver(HOP, 'c');
    await settled();
    expect(recv.state).toBe('c');
  });

  test('setting writeQLen before the first peer lets waiting sends succeed, and drops everything', async () => {
    const { net, pair } = open({ writeQLen: 1 });
    await pair.send('queued');
    const waiting = watch(pair.send('waiting'));
    pair.configure({ writeQLen: 5 });
    await settled();
    expect([waiting.state, counter(pair, 'resized'), texts(await net.connect(pair))]).toEqual(['done', 2, '']);
  });

  test('a peer that goes takes its queue along, which is counted', async () => {
    const { net, pair } = open({ readQLen: 0 });
    const peer = await net.connect(pair);
    peer.hold();
    for (const text of ['held', 'a', 'b']) await pair.send(text);
    peer.deliver(HOP, 'unread');
    peer.lose();
    expect(counter(pair, 'pipe_closed')).toBe(3);
  });

  test('bytes given to send may be reused at once, also while they wait for a peer', async () => {
    const { net, pair } = open({ writeQLen: 1 });
    const buffer = Uint8Array.of(0x61);
    await pair.send(buffer);
    const waiting = watch(pair.send(buffer));
    buffer[0] = 0x7a;
    const peer = await net.connect(pair);
    peer.hold();
    buffer[0] = 0x62;
    await pair.send(buffer);
    buffer[0] = 0x63;
    await pair.send(buffer);
    buffer[0] = 0x7a;
    peer.release();
    expect([waiting.state, texts(peer)]).toEqual(['done', 'aabc']);
  });

  test('what never found a peer is counted when linger is over', async () => {
    const { net, pair } = open();
    await pair.send('early');
    let report: unknown;
    void pair.close().then((value) => (report = value));
    await net.clock.advance(1000);
    expect(report).toEqual({ dropped: 1 });
  });
});
