import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, texts, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createPair, createRawPair, type Pair, type PairOptions, type RawPair } from '@sp/protocol-pair';

const newNet = mockNets(afterEach);

/** Delivers messages that are told apart by one letter. */
const deliver = (peer: MockPipe, letters: string): void => {
  for (const letter of letters) peer.deliver(letter);
};

describe.each([
  ['PAIR', createPair],
  ['raw PAIR', createRawPair],
] as const)('%s', (_name, create) => {
  function open(options?: Partial<PairOptions>): { net: MockNet; pair: Pair | RawPair } {
    const net = newNet();
    return { net, pair: create(net.net, options) };
  }

  /** Everything that can be had now and in the turns after, as text. */
  async function drain(pair: Pair | RawPair): Promise<string> {
    let got = '';
    for (let turns = 0; turns < 3; turns += 1) {
      for (let next = pair.tryRecv(); next !== undefined; next = pair.tryRecv()) got += next.text();
      await settled();
    }
    return got;
  }

  describe('one peer', () => {
    test('[PAIR-1] messages go both ways and keep their order', async () => {
      const { net, pair } = open();
      const peer = await net.connect(pair);
      deliver(peer, 'abc');
      for (const text of ['x', 'y', 'z']) await pair.send(text);
      expect([texts(peer), await drain(pair)]).toEqual(['xyz', 'abc']);
      deliver(peer, 'd');
      expect((await pair.recv()).text()).toBe('d');
    });

    test('[PAIR-2, EV-3] a second peer is refused: attaching is all that is seen, and the first goes on', async () => {
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
      await pair.send('to the first');
      deliver(first, 'a');
      expect([texts(first), texts(second), await drain(pair)]).toEqual(['to the first', '', 'a']);
    });

    test('[PAIR-3] when the peer has left, another is accepted', async () => {
      const { net, pair } = open();
      const first = await net.connect(pair);
      first.lose();
      await settled();
      const second = await net.connect(pair);
      await pair.send('x');
      deliver(second, 'a');
      expect([texts(first), texts(second), await drain(pair)]).toEqual(['', 'x', 'a']);
      expect((await net.connect(pair)).closed).toBe(true);
    });

    test('[PAIR-3] a refused peer that goes does not make room for another', async () => {
      const { net, pair } = open();
      await net.connect(pair);
      for (let n = 0; n < 3; n += 1) expect((await net.connect(pair)).closed).toBe(true);
      expect(counter(pair, 'already')).toBe(3);
    });

    test('[PAIR-14] a peer of version 1 is refused before it becomes a pipe', async () => {
      const { net, pair } = open();
      await expect(net.connect(pair, 0x11)).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_BAD_PROTO' }));
      expect(counter(pair, 'proto')).toBe(1);
      expect((await net.connect(pair)).closed).toBe(false);
    });

    test('[PAIR-10, G-28] a pipe that goes under load takes along what it holds, queued messages stay', async () => {
      const { net, pair } = open({ readQLen: 1, writeQLen: 2 });
      const peer = await net.connect(pair);
      peer.hold();
      for (const text of ['held', 'b', 'c']) await pair.send(text);
      const waiting = watch(pair.send('d'));
      deliver(peer, 'xyz');
      peer.lose(new Error('reset'));
      await settled();
      expect([waiting.state, counter(pair, 'pipe_closed'), await drain(pair)]).toEqual(['pending', 1, 'x']);
      const next = await net.connect(pair);
      await settled();
      expect([waiting.state, texts(next)]).toEqual(['done', 'bcd']);
    });
  });

  describe('sending', () => {
    test('[PAIR-4] writeQLen 0 without a peer: ERR_SP_SEND_TIMEOUT; with bestEffort 100 sends succeed', async () => {
      const { net, pair } = open({ writeQLen: 0, sendDeadline: 10 });
      const send = watch(pair.send('x'));
      await net.clock.advance(9);
      expect(send.state).toBe('pending');
      await net.clock.advance(1);
      expect(send.state).toBe('ERR_SP_SEND_TIMEOUT');
      pair.configure({ bestEffort: true });
      for (let n = 0; n < 100; n += 1) await pair.send('x');
      expect(counter(pair, 'best_effort')).toBe(100);
      expect(texts(await net.connect(pair))).toBe('');
    });

    test('[PAIR-4] writeQLen 0 with a peer that is ready: delivered', async () => {
      const { net, pair } = open({ writeQLen: 0, sendDeadline: 0 });
      const peer = await net.connect(pair);
      for (const text of ['a', 'b']) await pair.send(text);
      expect(texts(peer)).toBe('ab');
    });

    test('[PAIR-5] closing ends waiting calls with ERR_SP_CLOSED and gives messages back', async () => {
      const { net, pair } = open({ writeQLen: 0 });
      const message = new Message('x', Uint8Array.of(1));
      const calls = [watch(pair.send(message)), watch(pair.recv())];
      await pair.close();
      expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
      expect(message.header).toEqual(Uint8Array.of(1));
      await expect(pair.send('y')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
      await expect(pair.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
      expect(net.clock.pending).toBe(0);
    });

    test('[PAIR-7] a peer that does not read: writeQLen messages and the one on its way, then ERR_SP_SEND_TIMEOUT', async () => {
      const { net, pair } = open({ writeQLen: 2, sendDeadline: 0 });
      const peer = await net.connect(pair);
      peer.hold();
      for (const text of ['a', 'b', 'c']) await pair.send(text);
      await expect(pair.send('d')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_SEND_TIMEOUT' }));
      peer.release();
      expect(texts(peer)).toBe('abc');
    });

    test('[PAIR-9] setting writeQLen lets a waiting send succeed, and drops its message and all queued ones', async () => {
      const { net, pair } = open({ writeQLen: 1 });
      await pair.send('queued');
      const [waiting, recv] = [watch(pair.send('waiting')), watch(pair.recv())];
      pair.configure({ writeQLen: 2 });
      await settled();
      expect([waiting.state, recv.state, counter(pair, 'resized')]).toEqual(['done', 'pending', 2]);
      expect(['a', 'b', 'c'].map((text) => pair.trySend(text))).toEqual([true, true, false]);
      expect(texts(await net.connect(pair))).toBe('ab');
    });

    test('[PAIR-11] messages queued without a peer go to the first peer, in order', async () => {
      const { net, pair } = open({ writeQLen: 4 });
      for (const text of ['a', 'b', 'c', 'd']) await pair.send(text);
      expect(pair.trySend('e')).toBe(false);
      expect(texts(await net.connect(pair))).toBe('abcd');
    });

    test('[PAIR-12] a header that the application sets leaves in front of the body; received ones are empty', async () => {
      const { net, pair } = open();
      const peer = await net.connect(pair);
      await pair.send(new Message(Uint8Array.of(3, 4), Uint8Array.of(1, 2)));
      await pair.send('');
      expect(peer.sent.map((sent) => sent.bytes)).toEqual([Uint8Array.of(1, 2, 3, 4), Uint8Array.of()]);
      peer.deliver(Uint8Array.of(0, 0, 0, 1, 9));
      const message = await pair.recv();
      expect([message.header, message.body]).toEqual([Uint8Array.of(), Uint8Array.of(0, 0, 0, 1, 9)]);
    });

    test('[G-20] aborting a waiting send gives its message back, and it never leaves', async () => {
      const { net, pair } = open({ writeQLen: 0 });
      const controller = new AbortController();
      const message = new Message('mine', Uint8Array.of(5));
      const send = watch(pair.send(message, { signal: controller.signal }));
      controller.abort('enough');
      await settled();
      expect([send.state, message.text(), message.header]).toEqual(['enough', 'mine', Uint8Array.of(5)]);
      expect(texts(await net.connect(pair))).toBe('');
    });
  });

  describe('receiving', () => {
    test('[PAIR-6] recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
      const { net, pair } = open({ recvDeadline: 30 });
      const recv = watch(pair.recv());
      await net.clock.advance(29);
      expect(recv.state).toBe('pending');
      await net.clock.advance(1);
      expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    });

    test('[PAIR-7] a full receive queue stops the peer, which holds one more; nothing is lost', async () => {
      const { net, pair } = open({ readQLen: 2 });
      const peer = await net.connect(pair);
      deliver(peer, 'abcdef');
      expect([peer.paused, peer.waiting]).toEqual([true, 3]);
      expect(await drain(pair)).toBe('abcdef');
    });

    test('[PAIR-8] setting readQLen discards queued and held messages; a waiting recv survives and gets later ones', async () => {
      const { net, pair } = open({ readQLen: 2, writeQLen: 1 });
      const peer = await net.connect(pair);
      peer.hold();
      for (const text of ['held', 'queued']) await pair.send(text);
      const send = watch(pair.send('waiting'));
      deliver(peer, 'abc');
      pair.configure({ readQLen: 2 });
      expect(counter(pair, 'resized')).toBe(3);
      expect(pair.tryRecv()).toBeUndefined();
      const recv = watch(pair.recv());
      pair.configure({ readQLen: 0 });
      await settled();
      deliver(peer, 'd');
      await settled();
      // Sends have nothing to do with it.
      expect([recv.state, send.state]).toEqual(['d', 'pending']);
    });

    test('[PAIR-13, G-24] a received message carries its pipe, with the id that hooks see', async () => {
      const { net, pair } = open();
      let id: number | undefined;
      pair.setPipeHook({ attached: (pipe) => (id = pipe.id) });
      const peer = await net.connect(pair);
      deliver(peer, 'a');
      const message = await pair.recv();
      expect(message.pipe?.id).toBeGreaterThan(0);
      expect(message.pipe?.id).toBe(id);
    });

    test('[PAIR-13] a message can be sent back as it was received', async () => {
      const { net, pair } = open();
      const peer = await net.connect(pair);
      peer.deliver(Uint8Array.of(1, 2, 3));
      await pair.send(await pair.recv());
      expect(peer.sent[0]!.bytes).toEqual(Uint8Array.of(1, 2, 3));
    });
  });

  describe('options', () => {
    test('[PAIR-15, G-11] there is no ttl, nor any option of other patterns', () => {
      const { pair } = open();
      for (const name of ['ttl', 'failNoPeers', 'subscribe', 'retryTime', 'polyamorous']) {
        expect(() => pair.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
        expect(() => pair.configure({ [name]: 1 })).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
      }
    });

    test('[PAIR-16] trySend and tryRecv tell readiness (our choice: there are no descriptors to poll)', async () => {
      const { net, pair } = open({ writeQLen: 1 });
      expect([pair.trySend('x'), pair.trySend('x'), pair.tryRecv()]).toEqual([true, false, undefined]);
      const peer = await net.connect(pair);
      peer.hold();
      expect([pair.trySend('x'), pair.trySend('x'), pair.trySend('x')]).toEqual([true, true, false]);
      peer.take();
      expect([pair.trySend('x'), pair.trySend('x')]).toEqual([true, false]);
      deliver(peer, 'a');
      expect([pair.tryRecv()?.text(), pair.tryRecv()]).toEqual(['a', undefined]);
    });

    test('closing with queued messages gives them linger to leave', async () => {
      const { net, pair } = open();
      const peer = await net.connect(pair);
      peer.hold();
      for (const text of ['a', 'b', 'c']) await pair.send(text);
      let report: unknown;
      void pair.close().then((value) => (report = value));
      peer.release();
      await settled();
      expect([texts(peer), report]).toEqual(['abc', { dropped: 0 }]);
    });
  });
});
