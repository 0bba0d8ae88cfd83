import { afterEach, describe, expect, test } from '@jest/globals';
import { Message, type Receives } from '@sp/core';
import { counter, mockNets, settled, texts, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createPush, createRawPush, type Push, type PushOptions, type RawPush } from '@sp/protocol-push';

const newNet = mockNets(afterEach);

describe.each([
  ['PUSH', createPush],
  ['raw PUSH', createRawPush],
] as const)('%s', (_name, create) => {
  function open(options?: Partial<PushOptions>): { net: MockNet; push: Push | RawPush } {
    const net = newNet();
    return { net, push: create(net.net, options) };
  }

  /** Lets the only message through that a stalled pipe holds, so that the next send has to go elsewhere. */
  async function stalled(net: MockNet, push: Push | RawPush): Promise<MockPipe> {
    const peer = await net.connect(push);
    peer.hold();
    await push.send('(held)');
    return peer;
  }

  test('[PUSH-1] receiving is ERR_SP_PROTO_OP, on an open socket and on a closed one', async () => {
    const { push } = open();
    const receiver = push as unknown as Receives;
    for (let round = 0; round < 2; round += 1) {
      await expect(receiver.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      expect(() => receiver.tryRecv()).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      if (round === 0) await push.close();
    }
  });

  test('[PUSH-2] there are no contexts', () => {
    const { push } = open();
    expect(() => (push as unknown as { openContext(): void }).openContext()).toThrow(
      expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
    );
  });

  test('[PUSH-3] without a peer writeQLen messages are queued, then send waits for sendDeadline', async () => {
    const { net, push } = open({ writeQLen: 3, sendDeadline: 10 });
    for (const text of ['a', 'b', 'c']) await push.send(text);
    const fourth = watch(push.send('d'));
    await net.clock.advance(9);
    expect(fourth.state).toBe('pending');
    await net.clock.advance(1);
    expect(fourth.state).toBe('ERR_SP_SEND_TIMEOUT');
    expect(push.trySend('e')).toBe(false);
    expect(texts(await net.connect(push))).toBe('abc');
  });

  test('[PUSH-3] with bestEffort every send succeeds, what does not fit is dropped and counted', async () => {
    const { net, push } = open({ writeQLen: 2, bestEffort: true, sendDeadline: 10 });
    for (let n = 0; n < 10; n += 1) await push.send(`${n}`);
    expect(counter(push, 'best_effort')).toBe(8);
    expect(texts(await net.connect(push))).toBe('01');
  });

  test('[PUSH-4] queued messages leave in order after a connect', async () => {
    const { net, push } = open();
    for (let n = 0; n < 9; n += 1) await push.send(`${n}`);
    expect(texts(await net.connect(push))).toBe('012345678');
  });

  test('[PUSH-5] closing ends waiting sends with ERR_SP_CLOSED and gives their messages back', async () => {
    const { net, push } = open({ writeQLen: 0 });
    const message = new Message('x', Uint8Array.of(1));
    const sends = [watch(push.send(message)), watch(push.send('y'))];
    await push.close();
    expect(sends.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    expect(message.header).toEqual(Uint8Array.of(1));
    await expect(push.send('z')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
    expect(net.clock.pending).toBe(0);
  });

  test('[PUSH-6] five peers that keep up share 100 messages, exactly 20 for each', async () => {
    const { net, push } = open();
    const peers = [];
    for (let n = 0; n < 5; n += 1) peers.push(await net.connect(push));
    for (let n = 0; n < 100; n += 1) await push.send(`${n}`);
    expect(peers.map(({ sent }) => sent.length)).toEqual([20, 20, 20, 20, 20]);
  });

  test('[PUSH-7] the first sends go to idle peers one each, in the order of their coming', async () => {
    const { net, push } = open();
    const peers = [await net.connect(push), await net.connect(push), await net.connect(push)];
    for (const text of ['a', 'b', 'c']) await push.send(text);
    expect(peers.map(texts)).toEqual(['a', 'b', 'c']);
  });

  test('[PUSH-7] a peer that was busy joins again at the end of the row', async () => {
    const { net, push } = open();
    const busy = await stalled(net, push);
    const [second, third] = [await net.connect(push), await net.connect(push)];
    busy.release();
    for (const text of ['a', 'b', 'c']) await push.send(text);
    expect([second, third, busy].map(texts)).toEqual(['a', 'b', '(held)c']);
  });

  test('[PUSH-8] a stalled peer does not stop the others', async () => {
    const { net, push } = open({ writeQLen: 0, sendDeadline: 0 });
    const held = await stalled(net, push);
    const quick = await net.connect(push);
    for (let n = 0; n < 10; n += 1) await push.send(`${n}`);
    expect([texts(held), texts(quick)]).toEqual(['', '0123456789']);
  });

  test('[PUSH-9] lowering writeQLen keeps the oldest that fit and counts the others', async () => {
    const { net, push } = open({ writeQLen: 10 });
    for (let n = 0; n < 10; n += 1) await push.send(`${n}`);
    push.configure({ writeQLen: 3 });
    expect(counter(push, 'resized')).toBe(7);
    expect(push.trySend('x')).toBe(false);
    expect(texts(await net.connect(push))).toBe('012');
  });

  test('[PUSH-10] raising writeQLen keeps everything and lets a waiting send in', async () => {
    const { net, push } = open({ writeQLen: 2 });
    for (const text of ['a', 'b']) await push.send(text);
    const sends = ['c', 'd', 'e'].map((text) => watch(push.send(text)));
    push.configure({ writeQLen: 4 });
    await settled();
    expect(sends.map(({ state }) => state)).toEqual(['done', 'done', 'pending']);
    expect(texts(await net.connect(push))).toBe('abcde');
    await settled();
    expect(sends[2]!.state).toBe('done');
  });

  test('[PUSH-11] failNoPeers without a peer: ERR_SP_NO_PEERS at once, also with bestEffort', async () => {
    const { net, push } = open({ failNoPeers: true });
    await expect(push.send('x')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_NO_PEERS' }));
    push.configure({ bestEffort: true });
    expect(() => push.trySend('x')).toThrow(expect.objectContaining({ code: 'ERR_SP_NO_PEERS' }));
    expect(texts(await net.connect(push))).toBe('');
  });

  test('[PUSH-12] failNoPeers: a waiting send ends with ERR_SP_NO_PEERS when the last peer leaves, queued ones stay', async () => {
    const { net, push } = open({ failNoPeers: true, writeQLen: 1 });
    const peers = [await stalled(net, push), await stalled(net, push)];
    await push.send('queued');
    const waiting = watch(push.send('waiting'));
    peers[0]!.lose();
    await settled();
    expect(waiting.state).toBe('pending');
    peers[1]!.lose();
    await settled();
    expect(waiting.state).toBe('ERR_SP_NO_PEERS');
    expect(texts(await net.connect(push))).toBe('queued');
  });

  test('[PUSH-13] without failNoPeers the same send goes on waiting', async () => {
    const { net, push } = open({ writeQLen: 0 });
    const peer = await stalled(net, push);
    const waiting = watch(push.send('waiting'));
    peer.lose();
    await settled();
    expect(waiting.state).toBe('pending');
    expect(texts(await net.connect(push))).toBe('waiting');
    await settled();
    expect(waiting.state).toBe('done');
  });

  test('[PUSH-14] what a peer sends is dropped and counted each time, the pipe stays', async () => {
    const { net, push } = open();
    const peer = await net.connect(push);
    for (let n = 0; n < 5; n += 1) peer.deliver(`${n}`);
    peer.deliver(Uint8Array.of());
    await settled();
    expect([peer.closed, peer.paused, peer.waiting, counter(push, 'rx_unexpected')]).toEqual([false, false, 0, 6]);
    await push.send('still here');
    expect(texts(peer)).toBe('still here');
  });

  test('[PUSH-15] a pipe that fails while it holds a message: attached and detached once, the message is not sent again', async () => {
    const { net, push } = open();
    const events: string[] = [];
    push.setPipeHook({
      attached: () => events.push('attached'),
      detached: () => events.push('detached'),
    });
    const peer = await net.connect(push);
    peer.hold();
    await push.send('lost');
    peer.lose(new Error('reset'));
    await settled();
    expect(events).toEqual(['attached', 'detached']);
    push.setPipeHook(undefined);
    expect(texts(await net.connect(push))).toBe('');
  });

  test('[PUSH-16] writeQLen 0: a message leaves with a ready peer, else its send waits for one', async () => {
    const { net, push } = open({ writeQLen: 0 });
    const waiting = watch(push.send('a'));
    expect(push.trySend('b')).toBe(false);
    await settled();
    expect(waiting.state).toBe('pending');
    const peer = await net.connect(push);
    expect([waiting.state, texts(peer)]).toEqual(['done', 'a']);
    expect(push.trySend('c')).toBe(true);
    expect(texts(peer)).toBe('ac');
  });

  test('[PUSH-17] aborting a waiting send gives its message back, and it never leaves', async () => {
    const { net, push } = open({ writeQLen: 0 });
    const message = new Message('mine', Uint8Array.of(7));
    const controller = new AbortController();
    const send = watch(push.send(message, { signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    await settled();
    expect(send.state).toBe(reason);
    expect([message.text(), message.header]).toEqual(['mine', Uint8Array.of(7)]);
    expect(texts(await net.connect(push))).toBe('');
  });

  test('[PUSH-18] trySend tells readiness (our choice: there are no descriptors to poll): room, or a ready peer', async () => {
    const { net, push } = open({ writeQLen: 0 });
    expect(push.trySend('x')).toBe(false);
    const peer = await net.connect(push);
    peer.hold();
    expect([push.trySend('x'), push.trySend('x')]).toEqual([true, false]);
    peer.take();
    expect([push.trySend('x'), push.trySend('x')]).toEqual([true, false]);
    push.configure({ writeQLen: 2 });
    expect([push.trySend('x'), push.trySend('x'), push.trySend('x')]).toEqual([true, true, false]);
    peer.take();
    expect([push.trySend('x'), push.trySend('x')]).toEqual([true, false]);
  });

  test.each(['recvDeadline', 'readQLen', 'ttl', 'subscribe', 'retryTime'])(
    '[PUSH-19] there is no option %s',
    (name) => {
      const { push } = open();
      expect(() => push.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
      expect(() => push.configure({ [name]: 1 })).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
    },
  );

  test('[PUSH-19, G-6] defaults: a queue of 128, no deadline (in our numbers), flags off', () => {
    const { push } = open();
    const defaults = { sendDeadline: Infinity, bestEffort: false, writeQLen: 128, failNoPeers: false };
    expect(push.options).toMatchObject(defaults);
    for (const options of [{ writeQLen: -1 }, { sendDeadline: -1 }, { failNoPeers: 1 as never }]) {
      expect(() => push.configure(options)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
    expect(push.options).toMatchObject(defaults);
  });

  test('a header that the application sets leaves in front of the body', async () => {
    const { net, push } = open();
    const peer = await net.connect(push);
    await push.send(new Message(Uint8Array.of(3), Uint8Array.of(1, 2)));
    expect(peer.sent[0]).toMatchObject({ bytes: Uint8Array.of(1, 2, 3), shared: false });
  });
});
