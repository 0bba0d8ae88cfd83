import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, watch, type MockNet } from '@sp/compliance';
import { createPair1, createPair1Poly, createRawPair1, type Pair1, type Pair1Options } from '@sp/protocol-pair1';

const newNet = mockNets(afterEach);

function open(options?: Partial<Pair1Options>): { net: MockNet; pair: Pair1 } {
  const net = newNet();
  return { net, pair: createPair1(net.net, options) };
}

describe('the hop word', () => {
  test('[PAIR1-2] it is 00 00 00 01 on the wire, whatever header the application sets', async () => {
    const { net, pair } = open();
    const peer = await net.connect(pair);
    await pair.send(Uint8Array.of(7, 8));
    await pair.send(new Message('', Uint8Array.of(9, 9)));
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([Uint8Array.of(0, 0, 0, 1, 7, 8), Uint8Array.of(0, 0, 0, 1)]);
  });

  test('[PAIR1-2, PAIR1-3] a peer that sends 0 first is accepted; the header of a received message is empty', async () => {
    const { net, pair } = open();
    const peer = await net.connect(pair);
    peer.deliver(Uint8Array.of(0, 0, 0, 0, 5));
    peer.deliver(Uint8Array.of(0, 0, 0, 1));
    for (const body of [Uint8Array.of(5), Uint8Array.of()]) {
      const message = await pair.recv();
      expect([message.header, message.body]).toEqual([Uint8Array.of(), body]);
      expect(message.pipe?.id).toBeGreaterThan(0);
    }
  });

  test('[PAIR1-2] queued and waiting messages get it as well', async () => {
    const { net, pair } = open({ writeQLen: 1 });
    const queued = new Message(Uint8Array.of(1), Uint8Array.of(0xff));
    await pair.send(queued);
    const waiting = watch(pair.send(new Message(Uint8Array.of(2), Uint8Array.of(0xff))));
    const peer = await net.connect(pair);
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([Uint8Array.of(0, 0, 0, 1, 1), Uint8Array.of(0, 0, 0, 1, 2)]);
    await Promise.resolve();
    expect(waiting.state).toBe('done');
  });
});

describe.each([
  ['PAIR1', createPair1],
  ['raw PAIR1', createRawPair1],
  ['polyamorous PAIR1', createPair1Poly],
] as const)('%s checks what it receives', (_name, create) => {
  test('[PAIR1-4, POLY-8, STAT-8] ttl 4: hop counts up to 4 pass, 5 is dropped and counted, the pipe stays', async () => {
    const net = newNet();
    const pair = create(net.net, { ttl: 4 });
    const peer = await net.connect(pair);
    for (const hops of [1, 4, 5, 0, 6, 254]) peer.deliver(Uint8Array.of(0, 0, 0, hops), `${hops}`);
    const got = [await pair.recv(), await pair.recv(), await pair.recv()];
    expect(got.map((message) => message.text())).toEqual(['1', '4', '0']);
    expect([pair.tryRecv(), counter(pair, 'ttl_drop'), counter(pair, 'rx_malformed')]).toEqual([undefined, 3, 0]);
    expect(peer.closed).toBe(false);
  });

  test('[POLY-8] the same with ttl 15: 15 passes, 16 does not', async () => {
    const net = newNet();
    const pair = create(net.net, { ttl: 15 });
    const peer = await net.connect(pair);
    for (const hops of [14, 15, 16]) peer.deliver(Uint8Array.of(0, 0, 0, hops), `${hops}`);
    expect([(await pair.recv()).text(), (await pair.recv()).text(), pair.tryRecv()]).toEqual(['14', '15', undefined]);
  });

  test('[PAIR1-6, POLY-7, STAT-8] messages of 0 to 3 bytes are dropped and counted, the pipe stays', async () => {
    const net = newNet();
    const pair = create(net.net);
    const peer = await net.connect(pair);
    for (const body of [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(0, 0), Uint8Array.of(0, 0, 0)])
      peer.deliver(body);
    peer.deliver(Uint8Array.of(0, 0, 0, 1), 'good');
    expect([(await pair.recv()).text(), pair.tryRecv()]).toEqual(['good', undefined]);
    expect([counter(pair, 'rx_malformed'), peer.closed]).toEqual([4, false]);
  });

  test('[PAIR1-7, POLY-7] a hop word of 255 or more is dropped whatever the ttl', async () => {
    const net = newNet();
    const pair = create(net.net, { ttl: 255 });
    const peer = await net.connect(pair);
    for (const word of [
      Uint8Array.of(0, 0, 0, 255),
      Uint8Array.of(0, 0, 1, 0),
      Uint8Array.of(0, 1, 0, 1),
      Uint8Array.of(1, 0, 0, 1),
      Uint8Array.of(0x80, 0, 0, 1),
    ]) {
      peer.deliver(word, 'x');
    }
    peer.deliver(Uint8Array.of(0, 0, 0, 254), 'good');
    expect([(await pair.recv()).text(), pair.tryRecv()]).toEqual(['good', undefined]);
    expect([counter(pair, 'rx_malformed'), peer.closed]).toEqual([5, false]);
  });

  test('[PAIR1-12] ttl is 8, takes integers from 1 to 255, and applies to messages on their way', async () => {
    const net = newNet();
    const pair = create(net.net);
    expect(pair.options.ttl).toBe(8);
    const peer = await net.connect(pair);
    peer.deliver(Uint8Array.of(0, 0, 0, 8), 'a');
    peer.deliver(Uint8Array.of(0, 0, 0, 9), 'b');
    pair.configure({ ttl: 9 });
    peer.deliver(Uint8Array.of(0, 0, 0, 9), 'c');
    expect([(await pair.recv()).text(), (await pair.recv()).text(), pair.tryRecv()]).toEqual(['a', 'c', undefined]);
    for (const ttl of [0, -1, 256, 1.5, '8' as never]) {
      expect(() => pair.configure({ ttl })).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
    for (const ttl of [1, 2, 255]) {
      pair.configure({ ttl });
      expect(pair.getOption('ttl')).toBe(ttl);
    }
  });

  test('[POLY-1] polyamorous can be read, and never set', () => {
    const net = newNet();
    const pair = create(net.net);
    const polyamorous = create === createPair1Poly;
    expect([pair.options.polyamorous, pair.getOption('polyamorous')]).toEqual([polyamorous, polyamorous]);
    for (const value of [true, false]) {
      expect(() => pair.configure({ polyamorous: value } as object)).toThrow(
        expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
      );
      expect(() => create(net.net, { polyamorous: value } as object)).toThrow(
        expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
      );
    }
  });
});
