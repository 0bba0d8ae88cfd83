import { afterEach, describe, expect, test } from '@jest/globals';
import { Message, type Receives } from '@sp/core';
import { counter, mockNets, settled, texts, watch, type MockNet } from '@sp/compliance';
import { createPub, createRawPub, type Pub, type PubOptions, type RawPub } from '@sp/protocol-pub';

const newNet = mockNets(afterEach);

describe.each([
  ['PUB', createPub],
  ['raw PUB', createRawPub],
] as const)('%s', (_name, create) => {
  function open(options?: Partial<PubOptions>): { net: MockNet; pub: Pub | RawPub } {
    const net = newNet();
    return { net, pub: create(net.net, options) };
  }

  test('[PUB-1] receiving is ERR_SP_PROTO_OP, on an open socket and on a closed one', async () => {
    const { pub } = open();
    const receiver = pub as unknown as Receives;
    for (let round = 0; round < 2; round += 1) {
      await expect(receiver.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      await expect(receiver.recv({ timeout: 0 })).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      expect(() => receiver.tryRecv()).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
      if (round === 0) await pub.close();
    }
  });

  test('[PUB-2] sending without a peer succeeds, and nothing is kept for a later one', async () => {
    const { net, pub } = open();
    await pub.send('nobody hears this');
    const peer = await net.connect(pub);
    await pub.send('heard');
    expect(texts(peer)).toBe('heard');
  });

  test('[PUB-3, PUB-12] far more sends than writeQLen to nobody or to a stalled peer: none waits', async () => {
    const { net, pub } = open({ writeQLen: 3 });
    for (let n = 0; n < 1000; n += 1) expect(pub.trySend('to nobody')).toBe(true);
    const peer = await net.connect(pub);
    peer.hold();
    for (let n = 0; n < 1000; n += 1) expect(pub.trySend('to a stalled peer')).toBe(true);
    // One is held by the pipe, three wait in its queue.
    expect(counter(pub, 'tx_discard')).toBe(996);
    expect(counter(pub, 'tx_msgs')).toBe(2000);
  });

  test('[PUB-4] every peer is sent every message, in order', async () => {
    const { net, pub } = open();
    const peers = [await net.connect(pub), await net.connect(pub), await net.connect(pub)];
    for (const text of ['a', 'b', 'c', 'd']) await pub.send(text);
    expect(peers.map(texts)).toEqual(['abcd', 'abcd', 'abcd']);
  });

  test('[PUB-5] a stalled peer does not delay the others', async () => {
    const { net, pub } = open({ writeQLen: 1 });
    const [stalled, quick] = [await net.connect(pub), await net.connect(pub)];
    stalled.hold();
    for (const text of ['a', 'b', 'c', 'd']) await pub.send(text);
    expect([texts(stalled), texts(quick)]).toEqual(['', 'abcd']);
  });

  test('[PUB-6] a full queue keeps the oldest messages and drops the newest, for that peer alone', async () => {
    const { net, pub } = open({ writeQLen: 2 });
    const [stalled, quick] = [await net.connect(pub), await net.connect(pub)];
    stalled.hold();
    for (const text of ['a', 'b', 'c', 'd', 'e']) await pub.send(text);
    stalled.release();
    await pub.send('f');
    // The pipe held one, two were queued.
    expect([texts(stalled), texts(quick)]).toEqual(['abcf', 'abcdef']);
    expect(counter(pub, 'tx_discard')).toBe(2);
  });

  test('[PUB-6] a slow peer gets its queue one by one, as it takes it', async () => {
    const { net, pub } = open({ writeQLen: 3 });
    const slow = await net.connect(pub);
    slow.hold();
    for (const text of ['a', 'b', 'c', 'd']) await pub.send(text);
    slow.take();
    expect([texts(slow), slow.held?.text]).toEqual(['a', 'b']);
    await pub.send('e');
    for (let n = 0; n < 4; n += 1) slow.take();
    expect([texts(slow), slow.held]).toEqual(['abcde', undefined]);
  });

  test('[PUB-7] what a peer sends is dropped and counted each time, the pipe stays', async () => {
    const { net, pub } = open();
    const peer = await net.connect(pub);
    peer.deliver('subscribe me');
    peer.deliver(Uint8Array.of());
    peer.deliver(Uint8Array.of(1, 2, 3));
    await settled();
    expect([peer.closed, peer.paused, peer.waiting, counter(pub, 'rx_unexpected')]).toEqual([false, false, 0, 3]);
    await pub.send('still here');
    expect(texts(peer)).toBe('still here');
  });

  test('[PUB-8] sends around a close succeed or are ERR_SP_CLOSED, nothing else', async () => {
    const { net, pub } = open();
    const peer = await net.connect(pub);
    const sends = [];
    for (let n = 0; n < 20; n += 1) {
      sends.push(watch(pub.send('x')));
      if (n === 9) void pub.close();
    }
    await settled();
    expect(sends.map(({ state }) => state)).toEqual([
      ...new Array<string>(10).fill('done'),
      ...new Array<string>(10).fill('ERR_SP_CLOSED'),
    ]);
    expect(peer.sent).toHaveLength(10);
    expect(() => pub.trySend('x')).toThrow(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  });

  test('[PUB-9] writeQLen applies to later connections only', async () => {
    const { net, pub } = open({ writeQLen: 1 });
    const before = await net.connect(pub);
    pub.configure({ writeQLen: 3 });
    const after = await net.connect(pub);
    for (const peer of [before, after]) peer.hold();
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) await pub.send(text);
    for (const peer of [before, after]) peer.release();
    expect([texts(before), texts(after)]).toEqual(['ab', 'abcd']);
  });

  test('[PUB-9] with writeQLen 0 a peer gets what it can take at once', async () => {
    const { net, pub } = open({ writeQLen: 0 });
    const peer = await net.connect(pub);
    for (const text of ['a', 'b']) await pub.send(text);
    peer.hold();
    for (const text of ['c', 'd']) await pub.send(text);
    peer.release();
    expect([texts(peer), counter(pub, 'tx_discard')]).toEqual(['abc', 1]);
  });

  test.each(['sendDeadline', 'recvDeadline', 'bestEffort', 'readQLen', 'ttl', 'failNoPeers', 'subscribe'])(
    '[PUB-10] there is no option %s',
    (name) => {
      const { pub } = open();
      const bad = expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' });
      expect(() => pub.getOption(name)).toThrow(bad);
      expect(() => pub.configure({ [name]: 1 })).toThrow(bad);
      expect(() => create(newNet().net, { [name]: 1 })).toThrow(bad);
    },
  );

  test('[PUB-10] writeQLen is 128, and takes integers of at least 0', () => {
    const { pub } = open();
    expect(pub.options).toMatchObject({ writeQLen: 128, raw: pub.raw });
    for (const value of [-1, 1.5, NaN, '3', new Date()]) {
      expect(() => pub.configure({ writeQLen: value as number })).toThrow(
        expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }),
      );
    }
    pub.configure({ writeQLen: 0 });
    expect(pub.getOption('writeQLen')).toBe(0);
  });

  test('[PUB-11] there are no contexts', () => {
    const { pub } = open();
    expect(() => (pub as unknown as { openContext(): void }).openContext()).toThrow(
      expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
    );
  });

  test('all peers share one body, as each transport is told, and it stays as it was sent', async () => {
    const { net, pub } = open();
    const peers = [await net.connect(pub), await net.connect(pub)];
    peers[1]!.hold();
    const message = new Message(Uint8Array.of(1, 2, 3), Uint8Array.of(9));
    const { body, header } = message;
    await pub.send(message);
    peers[1]!.release();
    expect(peers.map(({ sent }) => sent[0])).toEqual([
      expect.objectContaining({ bytes: Uint8Array.of(9, 1, 2, 3), shared: true }),
      expect.objectContaining({ bytes: Uint8Array.of(9, 1, 2, 3), shared: true }),
    ]);
    expect([message.body, message.header]).toEqual([body, header]);
    expect([body, header]).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(9)]);
  });

  test('bytes given to send may be reused at once, also while they wait for a peer', async () => {
    const { net, pub } = open();
    const [quick, stalled] = [await net.connect(pub), await net.connect(pub)];
    stalled.hold();
    const buffer = Uint8Array.of(0x61);
    for (const letter of [0x61, 0x62, 0x63]) {
      buffer[0] = letter;
      await pub.send(buffer);
    }
    buffer[0] = 0x7a;
    stalled.release();
    expect([texts(quick), texts(stalled)]).toEqual(['abc', 'abc']);
  });

  test('a peer that leaves takes its queue along, which is counted; the others go on', async () => {
    const { net, pub } = open();
    const [leaving, staying] = [await net.connect(pub), await net.connect(pub)];
    leaving.hold();
    for (const text of ['a', 'b', 'c']) await pub.send(text);
    leaving.lose();
    expect(counter(pub, 'pipe_closed')).toBe(2);
    await pub.send('d');
    expect(texts(staying)).toBe('abcd');
  });

  test('what is queued leaves within linger after close, and is counted where it does not', async () => {
    const { net, pub } = open();
    const [slow, stuck] = [await net.connect(pub), await net.connect(pub)];
    for (const peer of [slow, stuck]) peer.hold();
    for (const text of ['a', 'b', 'c']) await pub.send(text);
    let report: unknown;
    void pub.close().then((value) => (report = value));
    slow.release();
    await net.clock.advance(1000);
    expect(texts(slow)).toBe('abc');
    expect(report).toEqual({ dropped: 3 });
  });
});
