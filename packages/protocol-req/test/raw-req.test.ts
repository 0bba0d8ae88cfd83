import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawReq, type RawReq, type RawReqOptions } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

function open(options?: Partial<RawReqOptions>): { net: MockNet; req: RawReq } {
  const net = newNet();
  return { net, req: createRawReq(net.net, options) };
}

const ID = Uint8Array.of(0x80, 0x00, 0x00, 0x01);

/** Delivers replies that are told apart by one letter. */
const reply = (peer: MockPipe, ...letters: string[]): void => {
  for (const letter of letters) peer.deliver(ID, letter);
};

describe('what goes over the wire', () => {
  test('[XREQ-1] header and body leave as they are', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send(new Message(Uint8Array.of(7, 8), Uint8Array.of(0, 0, 0, 5, 0x80, 0, 0, 1)));
    await req.send(new Message(Uint8Array.of(7, 8), Uint8Array.of(1)));
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([
      Uint8Array.of(0, 0, 0, 5, 0x80, 0, 0, 1, 7, 8),
      Uint8Array.of(1, 7, 8),
    ]);
  });

  test('[XREQ-1] an empty header is allowed; nothing is added, nothing is sent again', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send(Uint8Array.of(1, 2, 3));
    await req.send('');
    await net.clock.advance(600_000);
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of()]);
  });

  test('[XREQ-2] the header of a reply is its whole backtrace', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    peer.deliver(Uint8Array.of(0, 0, 0, 9, 0x7f, 0, 0, 8, 0x80, 0, 0, 1, 0x80, 0, 0, 2));
    const message = await req.recv();
    expect(message.header).toEqual(Uint8Array.of(0, 0, 0, 9, 0x7f, 0, 0, 8, 0x80, 0, 0, 1));
    expect(message.body).toEqual(Uint8Array.of(0x80, 0, 0, 2));
    reply(peer, 'x');
    expect((await req.recv()).header).toEqual(ID);
  });

  test('[XREQ-2] there is no limit to the length of a backtrace', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    peer.deliver(new Uint8Array(4 * 300), ID);
    expect((await req.recv()).header).toHaveLength(4 * 301);
  });

  test('[XREQ-2] short and unterminated input is dropped and counted, the pipe stays', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    peer.deliver(Uint8Array.of());
    peer.deliver(Uint8Array.of(0x80, 0, 0));
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2));
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0x80, 0, 0));
    expect([counter(req, 'rx_malformed'), peer.closed]).toEqual([4, false]);
    reply(peer, 'good');
    expect((await req.recv()).text()).toBe('good');
  });
});

describe('the send queue', () => {
  test('[XREQ-3] without a peer writeQLen messages are queued, then send waits, and order is kept', async () => {
    const { net, req } = open({ writeQLen: 2, sendDeadline: 10 });
    await req.send('a');
    await req.send('b');
    const third = watch(req.send('c', { timeout: Infinity }));
    const fourth = watch(req.send('d'));
    await net.clock.advance(10);
    expect([third.state, fourth.state]).toEqual(['pending', 'ERR_SP_SEND_TIMEOUT']);
    const peer = await net.connect(req);
    expect([third.state, peer.sent.map(({ text }) => text).join('')]).toEqual(['done', 'abc']);
  });

  test('[XREQ-3] with bestEffort what does not fit is dropped, and counted', async () => {
    const { net, req } = open({ writeQLen: 2, bestEffort: true });
    for (const text of ['a', 'b', 'c', 'd']) await req.send(text);
    expect(counter(req, 'best_effort')).toBe(2);
    const peer = await net.connect(req);
    expect(peer.sent.map(({ text }) => text).join('')).toBe('ab');
  });

  test('[XREQ-4] writeQLen 0 without a peer: ERR_SP_SEND_TIMEOUT; with bestEffort success', async () => {
    const { net, req } = open({ writeQLen: 0, sendDeadline: 0 });
    const message = new Message('x', ID);
    await expect(req.send(message)).rejects.toMatchObject({ code: 'ERR_SP_SEND_TIMEOUT' });
    expect(message.header).toEqual(ID);
    req.configure({ bestEffort: true });
    await req.send('y');
    const peer = await net.connect(req);
    expect(peer.sent).toEqual([]);
  });

  test('[XREQ-5] setting writeQLen lets a waiting send succeed, and drops its message and all queued ones', async () => {
    const { net, req } = open({ writeQLen: 1 });
    await req.send('queued');
    const waiting = watch(req.send('waiting'));
    req.configure({ writeQLen: 3 });
    await settled();
    expect([waiting.state, counter(req, 'resized')]).toEqual(['done', 2]);
    for (const text of ['a', 'b', 'c']) expect(req.trySend(text)).toBe(true);
    expect(req.trySend('d')).toBe(false);
    const peer = await net.connect(req);
    expect(peer.sent.map(({ text }) => text).join('')).toBe('abc');
  });

  test('messages go to the peers in turn, past those that are busy', async () => {
    const { net, req } = open({ writeQLen: 0 });
    const [a, b] = [await net.connect(req), await net.connect(req)];
    for (const text of ['1', '2', '3', '4']) await req.send(text);
    expect([a.sent, b.sent].map((sent) => sent.map(({ text }) => text).join(''))).toEqual(['13', '24']);
    a.hold();
    for (const text of ['5', '6', '7']) await req.send(text);
    expect(b.sent.map(({ text }) => text).join('')).toBe('2467');
  });
});

test('[XREQ-3] a peer that has left gets nothing; without any other, messages are queued again', async () => {
  const { net, req } = open({ writeQLen: 1 });
  const [a, b] = [await net.connect(req), await net.connect(req)];
  a.lose();
  await settled();
  for (const text of ['1', '2']) await req.send(text);
  b.lose();
  await settled();
  expect([req.trySend('3'), req.trySend('4')]).toEqual([true, false]);
  const c = await net.connect(req);
  expect([a, b, c].map(({ sent }) => sent.map(({ text }) => text).join(''))).toEqual(['', '12', '3']);
});

describe('the receive queue', () => {
  test('a full queue stops the peers; receiving lets them go on, nothing is lost', async () => {
    const { net, req } = open({ readQLen: 2 });
    const peer = await net.connect(req);
    reply(peer, 'a', 'b', 'c', 'd', 'e');
    expect([peer.paused, peer.waiting]).toEqual([true, 2]);
    let got = '';
    for (let n = 0; n < 5; n++) got += (await req.recv()).text();
    expect(got).toBe('abcde');
  });

  test('[XREQ-6] setting readQLen discards queued and held replies', async () => {
    const { net, req } = open({ readQLen: 2 });
    const peer = await net.connect(req);
    reply(peer, 'a', 'b', 'c');
    req.configure({ readQLen: 2 });
    expect(req.tryRecv()).toBeUndefined();
    expect(counter(req, 'resized')).toBe(3);
    await settled();
    reply(peer, 'd');
    expect((await req.recv()).text()).toBe('d');
  });

  test('[XREQ-6] setting readQLen: a recv that waits goes on, and gets the next reply', async () => {
    const { net, req } = open({ readQLen: 2 });
    const peer = await net.connect(req);
    const recv = watch(req.recv());
    req.configure({ readQLen: 0 });
    reply(peer, 'next');
    await settled();
    expect(recv.state).toBe('next');
    reply(peer, 'held', 'waits');
    expect([peer.paused, peer.waiting]).toEqual([true, 1]);
  });

  test('[XREQ-7] recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
    const { net, req } = open({ recvDeadline: 30 });
    const peer = await net.connect(req);
    const recv = watch(req.recv());
    await net.clock.advance(29);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    reply(peer, 'later');
    expect((await req.recv({ timeout: 0 })).text()).toBe('later');
  });

  test('[XREQ-8] closing with a full queue and a held reply ends everything', async () => {
    const { net, req } = open({ readQLen: 1 });
    const peer = await net.connect(req);
    reply(peer, 'queued', 'held', 'waits');
    await req.close();
    expect(peer.closed).toBe(true);
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(req.send('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect(net.clock.pending).toBe(0);
  });

  test('[XREQ-8] closing with queued and waiting sends: waiting ones fail at once, queued ones get linger', async () => {
    const { net, req } = open({ writeQLen: 1 });
    await req.send('queued');
    const message = new Message('waiting', ID);
    const calls = [watch(req.send(message)), watch(req.recv())];
    let report: unknown;
    void req.close().then((value) => (report = value));
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    expect(message.header).toEqual(ID);
    await net.clock.advance(1000);
    expect(report).toEqual({ dropped: 1 });
    expect(net.clock.pending).toBe(0);
  });

  test('[G-28] a pipe that goes takes the reply it holds along, queued ones stay', async () => {
    const { net, req } = open({ readQLen: 1 });
    const peer = await net.connect(req);
    reply(peer, 'queued', 'held');
    peer.lose();
    expect(counter(req, 'pipe_closed')).toBe(1);
    expect(req.tryRecv()?.text()).toBe('queued');
    expect(req.tryRecv()).toBeUndefined();
  });
});

test('[XREQ-3, XREQ-6] defaults: queues of 128, no deadlines (in our numbers), no retryTime, failNoPeers or ttl', () => {
  const { req } = open();
  expect(req.options).toMatchObject({
    recvDeadline: Infinity,
    sendDeadline: Infinity,
    bestEffort: false,
    readQLen: 128,
    writeQLen: 128,
    raw: true,
  });
  for (const name of ['retryTime', 'failNoPeers', 'ttl']) {
    expect(() => req.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
  }
  for (const options of [{ readQLen: -1 }, { writeQLen: 1.5 }, { readQLen: '1' as never }]) {
    expect(() => {
      req.configure(options);
    }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  }
  expect(() => (req as unknown as { openContext(): void }).openContext()).toThrow(
    expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
  );
});
