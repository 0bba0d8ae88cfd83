import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sends } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createPull, createRawPull, type Pull, type PullOptions, type RawPull } from '@sp/protocol-pull';

const newNet = mockNets(afterEach);

/** Delivers messages that are told apart by one letter. */
const deliver = (peer: MockPipe, letters: string): void => {
  for (const letter of letters) peer.deliver(letter);
};

describe.each([
  ['PULL', createPull],
  ['raw PULL', createRawPull],
] as const)('%s', (_name, create) => {
  function open(options?: Partial<PullOptions>): { net: MockNet; pull: Pull | RawPull } {
    const net = newNet();
    return { net, pull: create(net.net, options) };
  }

  /** Everything that can be had now and in the turns after, as text. */
  async function drain(pull: Pull | RawPull): Promise<string> {
    let got = '';
    for (let turns = 0; turns < 3; turns += 1) {
      for (let next = pull.tryRecv(); next !== undefined; next = pull.tryRecv()) got += next.text();
      await settled();
    }
    return got;
  }

  test('[PULL-1] sending is ERR_SP_PROTO_OP, on an open socket and on a closed one', async () => {
    const { pull } = open();
    const sender = pull as unknown as Sends;
    for (let round = 0; round < 2; round += 1) {
      await expect(sender.send('x')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      expect(() => sender.trySend('x')).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      if (round === 0) await pull.close();
    }
    await expect(pull.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  });

  test('[PULL-2] there are no contexts', () => {
    const { pull } = open();
    expect(() => (pull as unknown as { openContext(): void }).openContext()).toThrow(
      expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
    );
  });

  test('[PULL-3] recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
    const { net, pull } = open({ recvDeadline: 30 });
    const recv = watch(pull.recv());
    await net.clock.advance(29);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    await expect(pull.recv({ timeout: 0 })).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_RECV_TIMEOUT' }));
  });

  test('[PULL-4] 100 messages one by one arrive in order, whole, without a header, with their pipe', async () => {
    const { net, pull } = open();
    const peer = await net.connect(pull);
    for (let n = 0; n < 100; n += 1) {
      peer.deliver(Uint8Array.of(n, 0x80, n));
      const message = await pull.recv();
      expect([message.body, message.header]).toEqual([Uint8Array.of(n, 0x80, n), Uint8Array.of()]);
      expect(message.pipe?.id).toBeGreaterThan(0);
    }
  });

  test('[PULL-5] a full queue stops the peer, which holds one more; receiving lets it go on, nothing is lost', async () => {
    const { net, pull } = open({ readQLen: 3 });
    const peer = await net.connect(pull);
    deliver(peer, 'abcdefgh');
    expect([peer.paused, peer.waiting]).toEqual([true, 4]);
    expect(await drain(pull)).toBe('abcdefgh');
    expect(peer.paused).toBe(false);
  });

  test('[PULL-5] readQLen 0: every peer leaves one message and waits for a receiver', async () => {
    const { net, pull } = open({ readQLen: 0 });
    const peer = await net.connect(pull);
    deliver(peer, 'ab');
    expect([peer.paused, peer.waiting]).toEqual([true, 1]);
    expect((await pull.recv()).text()).toBe('a');
    expect((await pull.recv()).text()).toBe('b');
    const recv = watch(pull.recv());
    deliver(peer, 'c');
    await settled();
    expect(recv.state).toBe('c');
  });

  test('[PULL-6] a pipe that goes while it holds a message: the message is dropped and counted, the others go on', async () => {
    const { net, pull } = open({ readQLen: 1 });
    const [leaving, staying] = [await net.connect(pull), await net.connect(pull)];
    deliver(leaving, 'ab');
    deliver(staying, 'c');
    leaving.lose();
    expect(counter(pull, 'pipe_closed')).toBe(1);
    expect(await drain(pull)).toBe('ac');
  });

  test('[PULL-6] closing the socket while a pipe holds a message is immediate', async () => {
    const { net, pull } = open({ readQLen: 1 });
    const peer = await net.connect(pull);
    deliver(peer, 'abc');
    await pull.close();
    expect(peer.closed).toBe(true);
    expect(net.clock.pending).toBe(0);
  });

  test('[PULL-7] lowering readQLen keeps the oldest that fit, and what a pipe holds', async () => {
    const { net, pull } = open({ readQLen: 4 });
    const peer = await net.connect(pull);
    deliver(peer, 'abcde');
    pull.configure({ readQLen: 2 });
    expect(counter(pull, 'resized')).toBe(2);
    expect(await drain(pull)).toBe('abe');
  });

  test('[PULL-7] raising readQLen keeps everything, and lets the held message in', async () => {
    const { net, pull } = open({ readQLen: 2 });
    const peer = await net.connect(pull);
    deliver(peer, 'abcd');
    expect(peer.paused).toBe(true);
    pull.configure({ readQLen: 5 });
    await settled();
    expect([peer.paused, peer.waiting, counter(pull, 'resized')]).toEqual([false, 0, 0]);
    expect(await drain(pull)).toBe('abcd');
  });

  test('[PULL-8] a recv that waits survives a new readQLen', async () => {
    const { net, pull } = open({ readQLen: 2 });
    const peer = await net.connect(pull);
    const recv = watch(pull.recv());
    pull.configure({ readQLen: 0 });
    deliver(peer, 'a');
    await settled();
    expect(recv.state).toBe('a');
  });

  test('[PULL-9] messages queued before their pipe went are still received', async () => {
    const { net, pull } = open();
    const peer = await net.connect(pull);
    deliver(peer, 'abc');
    peer.lose();
    await settled();
    expect(await drain(pull)).toBe('abc');
  });

  test('[PULL-10] peers that all have more than fits are served in turn', async () => {
    const { net, pull } = open({ readQLen: 1 });
    const peers = [await net.connect(pull), await net.connect(pull), await net.connect(pull)];
    for (const [n, peer] of peers.entries()) deliver(peer, 'abc'[n]!.repeat(20));
    let got = '';
    for (let n = 0; n < 60; n += 1) {
      got += (await pull.recv()).text();
      await settled(1);
    }
    for (const letter of 'abc') {
      const share = got.slice(0, 30).split(letter).length - 1;
      expect(share).toBeGreaterThanOrEqual(9);
    }
  });

  test('[PULL-11] tryRecv tells readiness (our choice: there are no descriptors to poll): a message waits', async () => {
    const { net, pull } = open({ readQLen: 0 });
    const peer = await net.connect(pull);
    expect(pull.tryRecv()).toBeUndefined();
    deliver(peer, 'a');
    expect(pull.tryRecv()?.text()).toBe('a');
    expect(pull.tryRecv()).toBeUndefined();
  });

  test('[PULL-12] aborting a recv loses nothing', async () => {
    const { net, pull } = open();
    const peer = await net.connect(pull);
    const controller = new AbortController();
    const [first, second] = [watch(pull.recv({ signal: controller.signal })), watch(pull.recv())];
    controller.abort('enough');
    deliver(peer, 'ab');
    await settled();
    expect([first.state, second.state]).toEqual(['enough', 'a']);
    expect((await pull.recv()).text()).toBe('b');
  });

  test('[G-6, G-11] defaults: a queue of 128, no deadline (in our numbers), and no option besides', () => {
    const { pull } = open();
    expect(pull.options).toMatchObject({ recvDeadline: Infinity, readQLen: 128 });
    for (const name of ['sendDeadline', 'writeQLen', 'bestEffort', 'failNoPeers', 'ttl', 'subscribe']) {
      expect(() => pull.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
      expect(() => pull.configure({ [name]: 1 })).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
    }
    for (const options of [{ readQLen: -1 }, { readQLen: 0.5 }, { recvDeadline: '1' as never }]) {
      expect(() => pull.configure(options)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
  });
});
