import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { Message } from '@sp/core';
import { settled } from '@sp/compliance';
import { code } from './support/code.ts';
import { outcome } from './support/outcome.ts';
import { createBroadcast } from './support/broadcast.ts';
import { createPair } from './support/pair.ts';
import { changed, testNet } from './support/test-net.ts';
import { BarePipe } from './support/bare-pipe.ts';

const bytes = (): Uint8Array => Uint8Array.of(1, 2, 3);

describe('send', () => {
  it('resolves when the message was accepted, sent or queued', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { writeQLen: 1 });
    await pair.send('queued');
    const peer = await mock.connect(pair);
    await pair.send('sent');
    expect(peer.sent.map(({ text }) => text)).toEqual(['queued', 'sent']);
  });

  it('waits in order where there is no room', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { writeQLen: 0 });
    const order: number[] = [];
    const sends = [1, 2, 3].map((n) => pair.send(String(n)).then(() => order.push(n)));
    await settled();
    expect(order).toEqual([]);
    const peer = await mock.connect(pair);
    await Promise.all(sends);
    expect([order, peer.sent.map(({ text }) => text)]).toEqual([
      [1, 2, 3],
      ['1', '2', '3'],
    ]);
  });

  it.each([
    ['sent', 0, true],
    ['queued', 1, false],
    ['waiting', 0, false],
  ])('[SOCK-11] bytes may be reused when send returns: %s', async (_, writeQLen, connected) => {
    const mock = testNet();
    const pair = createPair(mock.net, { writeQLen });
    if (connected) await mock.connect(pair);
    const payload = bytes();
    const send = pair.send(payload);
    payload.fill(0);
    const peer = connected ? undefined : await mock.connect(pair);
    await send;
    if (peer !== undefined) expect([...peer.sent[0]!.body]).toEqual([1, 2, 3]);
  });

  it('[MSG-6] sends a part of a buffer exactly', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const peer = await mock.connect(pair);
    await pair.send(bytes().subarray(1, 2));
    await pair.send(new Message(bytes().subarray(1), bytes().subarray(0, 1)));
    expect(peer.sent.map((sent) => [...sent.bytes])).toEqual([[2], [1, 2, 3]]);
  });

  it('[MSG-5] gives a message back unaltered when it fails', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { writeQLen: 0 });
    const message = new Message(bytes(), Uint8Array.of(9));
    await expect(pair.send(message, { timeout: 0 })).rejects.toEqual(code('ERR_SP_SEND_TIMEOUT'));
    expect([[...message.header], [...message.body]]).toEqual([[9], [1, 2, 3]]);
    const peer = await mock.connect(pair);
    await pair.send(message);
    expect([...peer.sent[0]!.bytes]).toEqual([9, 1, 2, 3]);
  });

  it('hands a message over without a copy', async () => {
    const mock = testNet();
    const wire = new BarePipe();
    const pair = createPair(changed(mock, () => ({ dial: () => Promise.resolve(wire) })));
    await pair.dial('mock://x');
    const body = bytes();
    await pair.send(new Message(body));
    expect(wire.sent[0]?.body).toBe(body);
  });

  it('refuses what is no payload', async () => {
    await expect(createPair(testNet().net).send(5 as unknown as string)).rejects.toEqual(code('ERR_SP_BAD_VALUE'));
  });
});

describe('sharing', () => {
  it('gives one body to all peers of a broadcast, tells the transport so, and nobody modifies it', async () => {
    const mock = testNet();
    const wires = [new BarePipe(), new BarePipe(), new BarePipe()];
    let next = 0;
    const broadcast = createBroadcast(changed(mock, () => ({ dial: () => Promise.resolve(wires[next++]!) })));
    for (const address of ['mock://a', 'mock://b', 'mock://c'] as const) await broadcast.dial(address);
    await broadcast.send('shared');
    expect(wires.map(({ sent }) => sent[0]?.shared)).toEqual([true, true, true]);
    const bodies = new Set(wires.map(({ sent }) => sent[0]?.body));
    expect(bodies.size).toBe(1);
    expect(new TextDecoder().decode([...bodies][0])).toBe('shared');
  });

  it('borrowed bytes of a broadcast may be reused although some peers are slow', async () => {
    const mock = testNet();
    const broadcast = createBroadcast(mock.net);
    const [fast, slow] = [await mock.connect(broadcast), await mock.connect(broadcast)];
    slow.hold();
    await broadcast.send('occupies the pipe');
    const payload = bytes();
    await broadcast.send(payload);
    payload.fill(0);
    slow.release();
    expect([fast, slow].map(({ sent }) => [...sent[1]!.body])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it("a received message is the receiver's alone", async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const peer = await mock.connect(pair);
    const delivered = bytes();
    peer.deliver(delivered);
    peer.deliver(delivered);
    const first = await pair.recv();
    first.body.fill(7);
    expect([...(await pair.recv()).body]).toEqual([1, 2, 3]);
    expect([...delivered]).toEqual([1, 2, 3]);
  });
});

describe('trySend and tryRecv', () => {
  it('say at once whether there is room, or a message', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { writeQLen: 1 });
    expect([pair.trySend('a'), pair.trySend('b'), pair.tryRecv()]).toEqual([true, false, undefined]);
    const peer = await mock.connect(pair);
    peer.deliver('c');
    expect(pair.tryRecv()?.text()).toBe('c');
    expect(peer.sent.map(({ text }) => text)).toEqual(['a']);
  });
});

describe('recv', () => {
  it('serves those who wait in order', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const calls = [pair.recv(), pair.recv()];
    const peer = await mock.connect(pair);
    peer.deliver('first');
    peer.deliver('second');
    expect((await Promise.all(calls)).map((message) => message.text())).toEqual(['first', 'second']);
  });

  it('stops the peer where nobody receives, and lets it go on', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { readQLen: 2 });
    const peer = await mock.connect(pair);
    for (const text of ['a', 'b', 'c', 'd', 'e']) peer.deliver(text);
    expect([peer.paused, peer.waiting]).toEqual([true, 2]);
    const texts: string[] = [];
    for (let n = 0; n < 5; n++) texts.push((await pair.recv()).text());
    expect(texts).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('deadlines', () => {
  it.each(['recv', 'send'] as const)('%s ends when the deadline of the socket has passed, not before', async (verb) => {
    const mock = testNet();
    const pair = createPair(mock.net, { recvDeadline: 50, sendDeadline: 50, writeQLen: 0 });
    const call = outcome(verb === 'send' ? pair.send('x') : pair.recv());
    await mock.clock.advance(49);
    expect(call.state).toBe('pending');
    await mock.clock.advance(1);
    expect(call.code).toBe(verb === 'send' ? 'ERR_SP_SEND_TIMEOUT' : 'ERR_SP_RECV_TIMEOUT');
  });

  it('the timeout of a call goes before them, and 0 tries once', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { recvDeadline: 50 });
    const [patient, hasty] = [outcome(pair.recv({ timeout: Infinity })), outcome(pair.recv({ timeout: 0 }))];
    await settled();
    expect(hasty.code).toBe('ERR_SP_RECV_TIMEOUT');
    await mock.clock.advance(1e9);
    expect(patient.state).toBe('pending');
  });

  it('a message that is there is received whatever the deadline', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { recvDeadline: 0 });
    (await mock.connect(pair)).deliver('x');
    expect((await pair.recv()).text()).toBe('x');
  });

  it('beyond 2^31-1 ms are chained, not cut short', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const call = outcome(pair.recv({ timeout: 2 ** 33 }));
    await mock.clock.advance(2 ** 33 - 1);
    expect(call.state).toBe('pending');
    await mock.clock.advance(1);
    expect(call.code).toBe('ERR_SP_RECV_TIMEOUT');
  });

  it('a call that timed out takes no message from others', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const [first, second] = [outcome(pair.recv({ timeout: 10 })), outcome(pair.recv())];
    await mock.clock.advance(10);
    (await mock.connect(pair)).deliver('x');
    await settled();
    expect([first.state, second.state]).toEqual(['rejected', 'resolved']);
  });

  it('a send that timed out is not sent later', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { writeQLen: 0 });
    const send = outcome(pair.send('x', { timeout: 10 }));
    await mock.clock.advance(10);
    expect([send.state, (await mock.connect(pair)).sent.length]).toEqual(['rejected', 0]);
  });

  it.each([-1, NaN, '5', null])('%p is no timeout', async (timeout) => {
    const call = { timeout: timeout as number };
    await expect(createPair(testNet().net).recv(call)).rejects.toEqual(code('ERR_SP_BAD_VALUE'));
  });
});

describe('cancelling', () => {
  it.each(['recv', 'send'] as const)('%s rejects with the reason of the signal, unchanged', async (verb) => {
    const pair = createPair(testNet().net, { writeQLen: 0 });
    const controller = new AbortController();
    const { signal } = controller;
    const call = outcome(verb === 'send' ? pair.send('x', { signal }) : pair.recv({ signal }));
    const reason = { mine: true };
    controller.abort(reason);
    await settled();
    expect(call.reason).toBe(reason);
  });

  it('a signal that is aborted already has no side effects', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const peer = await mock.connect(pair);
    peer.deliver('stays');
    const call = { signal: AbortSignal.abort('reason') };
    await expect(pair.send('x', call)).rejects.toBe('reason');
    await expect(pair.recv(call)).rejects.toBe('reason');
    expect([peer.sent.length, pair.tryRecv()?.text()]).toEqual([0, 'stays']);
  });

  it('leaves no listener on the signal after 1000 calls, whether they waited or not', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { readQLen: 10 });
    const peer = await mock.connect(pair);
    const { signal } = new AbortController();
    for (let n = 0; n < 500; n++) {
      const waiting = pair.recv({ signal });
      peer.deliver('a');
      await waiting;
      peer.deliver('b');
      await pair.recv({ signal });
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('ends only the calls that the signal was given to', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const controller = new AbortController();
    const [first, second, third] = [pair.recv(), pair.recv({ signal: controller.signal }), pair.recv()].map(outcome);
    controller.abort();
    const peer = await mock.connect(pair);
    peer.deliver('a');
    peer.deliver('b');
    await settled();
    expect([first, second, third].map((call) => call?.state)).toEqual(['resolved', 'rejected', 'resolved']);
  });
});
