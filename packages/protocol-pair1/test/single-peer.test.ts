import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, texts, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createPair1, createRawPair1, type Pair1, type Pair1Options, type RawPair1 } from '@sp/protocol-pair1';

const newNet = mockNets(afterEach);

const HOP = Uint8Array.of(0, 0, 0, 1);

/** Delivers messages that are told apart by one letter. */
const deliver = (peer: MockPipe, letters: string): void => {
  for (const letter of letters) peer.deliver(HOP, letter);
};

/** A message that either kind of socket can send. */
const message = (text: string): Message => new Message(text, HOP);

describe.each([
  ['PAIR1', createPair1],
  ['raw PAIR1', createRawPair1],
] as const)('%s behaves like PAIR', (_name, create) => {
  function open(options?: Partial<Pair1Options>): { net: MockNet; pair: Pair1 | RawPair1 } {
    const net = newNet();
    return { net, pair: create(net.net, options) };
  }

  async function sendAll(pair: Pair1 | RawPair1, letters: string): Promise<void> {
    for (const letter of letters) await pair.send(message(letter));
  }

  /** Everything that can be had now and in the turns after, as text. */
  async function drain(pair: Pair1 | RawPair1): Promise<string> {
    let got = '';
    for (let turns = 0; turns < 3; turns += 1) {
      for (let next = pair.tryRecv(); next !== undefined; next = pair.tryRecv()) got += next.text();
      await settled();
    }
    return got;
  }

  test('[PAIR1-1] (as PAIR-1) messages go both ways and keep their order', async () => {
    const { net, pair } = open();
    const peer = await net.connect(pair);
    deliver(peer, 'abc');
    await sendAll(pair, 'xyz');
    expect([texts(peer), await drain(pair)]).toEqual(['xyz', 'abc']);
  });

  test('[PAIR1-1, STAT-8] (as PAIR-2) a second peer is refused and counted as already, the first goes on', async () => {
    const { net, pair } = open();
    const first = await net.connect(pair);
    const events: string[] = [];
    pair.setPipeHook({
      attaching: () => events.push('attaching'),
      attached: () => events.push('attached'),
      detached: () => events.push('detached'),
    });
    const second = await net.connect(pair);
    expect([events, first.closed, second.closed]).toEqual([['attaching'], false, true]);
    expect([counter(pair, 'already'), counter(pair, 'reject')]).toEqual([1, 1]);
    await sendAll(pair, 'x');
    deliver(first, 'a');
    expect([texts(first), texts(second), await drain(pair)]).toEqual(['x', '', 'a']);
  });

  test('[PAIR1-1] (as PAIR-3) when the peer has left, another is accepted', async () => {
    const { net, pair } = open();
    (await net.connect(pair)).lose();
    await settled();
    const second = await net.connect(pair);
    await sendAll(pair, 'x');
    deliver(second, 'a');
    expect([texts(second), await drain(pair)]).toEqual(['x', 'a']);
  });

  test('[PAIR1-1, PAIR1-11] (as PAIR-4) writeQLen 0 without a peer: ERR_SP_SEND_TIMEOUT; with bestEffort 100 sends succeed', async () => {
    const { net, pair } = open({ writeQLen: 0, sendDeadline: 10 });
    const send = watch(pair.send(message('x')));
    await net.clock.advance(9);
    expect(send.state).toBe('pending');
    await net.clock.advance(1);
    expect(send.state).toBe('ERR_SP_SEND_TIMEOUT');
    pair.configure({ bestEffort: true });
    await sendAll(pair, 'x'.repeat(100));
    expect(counter(pair, 'best_effort')).toBe(100);
    expect(texts(await net.connect(pair))).toBe('');
  });

  test('[PAIR1-1] (as PAIR-5) closing ends waiting calls with ERR_SP_CLOSED and gives messages back', async () => {
    const { pair } = open({ writeQLen: 0 });
    const mine = new Message('x', Uint8Array.of(0, 0, 0, 7));
    const calls = [watch(pair.send(mine)), watch(pair.recv())];
    await pair.close();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    expect(mine.header).toEqual(Uint8Array.of(0, 0, 0, 7));
    await expect(pair.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  });

  test('[PAIR1-1] (as PAIR-6) recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
    const { net, pair } = open({ recvDeadline: 30 });
    const recv = watch(pair.recv());
    await net.clock.advance(29);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
  });

  test('[PAIR1-1] (as PAIR-7) a peer that does not read: writeQLen messages and one on its way, then ERR_SP_SEND_TIMEOUT', async () => {
    const { net, pair } = open({ writeQLen: 2, sendDeadline: 0 });
    const peer = await net.connect(pair);
    peer.hold();
    await sendAll(pair, 'abc');
    const mine = new Message('d', Uint8Array.of(0, 0, 0, 7));
    await expect(pair.send(mine)).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_SEND_TIMEOUT' }));
    expect(mine.header).toEqual(Uint8Array.of(0, 0, 0, 7));
    expect(pair.trySend(mine)).toBe(false);
    expect(mine.header).toEqual(Uint8Array.of(0, 0, 0, 7));
    peer.release();
    expect(texts(peer)).toBe('abc');
  });

  test('[PAIR1-1] (as PAIR-7) a full receive queue stops the peer, which holds one more; nothing is lost', async () => {
    const { net, pair } = open({ readQLen: 2 });
    const peer = await net.connect(pair);
    deliver(peer, 'abcdef');
    expect([peer.paused, peer.waiting]).toEqual([true, 3]);
    expect(await drain(pair)).toBe('abcdef');
  });

  test('[PAIR1-1] (as PAIR-8) setting readQLen discards queued and held messages; a waiting recv survives', async () => {
    const { net, pair } = open({ readQLen: 2 });
    const peer = await net.connect(pair);
    deliver(peer, 'abc');
    pair.configure({ readQLen: 2 });
    expect([counter(pair, 'resized'), pair.tryRecv()]).toEqual([3, undefined]);
    const recv = watch(pair.recv());
    pair.configure({ readQLen: 0 });
    await settled();
    deliver(peer, 'd');
    await settled();
    expect(recv.state).toBe('d');
  });

  test('[PAIR1-1] (as PAIR-9) setting writeQLen lets a waiting send succeed, and drops its message and all queued ones', async () => {
    const { net, pair } = open({ writeQLen: 1 });
    await sendAll(pair, 'q');
    const waiting = watch(pair.send(message('w')));
    pair.configure({ writeQLen: 2 });
    await settled();
    expect([waiting.state, counter(pair, 'resized')]).toEqual(['done', 2]);
    expect(texts(await net.connect(pair))).toBe('');
  });

  test('[PAIR1-1] (as PAIR-10) a pipe that goes under load takes along what it holds, queued messages stay', async () => {
    const { net, pair } = open({ readQLen: 1, writeQLen: 2 });
    const peer = await net.connect(pair);
    peer.hold();
    await sendAll(pair, 'abc');
    const waiting = watch(pair.send(message('d')));
    deliver(peer, 'xyz');
    peer.lose(new Error('reset'));
    await settled();
    expect([waiting.state, counter(pair, 'pipe_closed'), await drain(pair)]).toEqual(['pending', 1, 'x']);
    expect(texts(await net.connect(pair))).toBe('bcd');
  });

  test('[PAIR1-1] (as PAIR-11) messages queued without a peer go to the first peer, in order', async () => {
    const { net, pair } = open({ writeQLen: 4 });
    await sendAll(pair, 'abcd');
    expect(pair.trySend(message('e'))).toBe(false);
    const peer = await net.connect(pair);
    expect([texts(peer), peer.sent.map(({ header }) => header[3])]).toEqual(['abcd', [1, 1, 1, 1]]);
  });

  test('[PAIR1-1] (as PAIR-14) a peer of version 0 is refused before it becomes a pipe', async () => {
    const { net, pair } = open();
    await expect(net.connect(pair, 0x10)).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_BAD_PROTO' }));
    expect(counter(pair, 'proto')).toBe(1);
  });

  test('[PAIR1-1] (as PAIR-16) trySend and tryRecv tell readiness (our choice: there are no descriptors to poll)', async () => {
    const { net, pair } = open({ writeQLen: 1 });
    const tries = (count: number): boolean[] => Array.from({ length: count }, () => pair.trySend(message('x')));
    expect([tries(2), pair.tryRecv()]).toEqual([[true, false], undefined]);
    const peer = await net.connect(pair);
    peer.hold();
    expect(tries(3)).toEqual([true, true, false]);
    peer.take();
    expect(tries(2)).toEqual([true, false]);
    deliver(peer, 'a');
    expect([pair.tryRecv()?.text(), pair.tryRecv()]).toEqual(['a', undefined]);
  });
});
