import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawStar, type RawStar, type StarOptions } from '@sp/protocol-star';

const newNet = mockNets(afterEach);

/** A socket with two peers. */
async function open(
  options?: Partial<StarOptions>,
): Promise<{ net: MockNet; star: RawStar; peer: MockPipe; other: MockPipe }> {
  const net = newNet();
  const star = createRawStar(net.net, options);
  return { net, star, peer: await net.connect(star), other: await net.connect(star) };
}

const sent = (peer: MockPipe): Uint8Array[] => peer.sent.map((message) => message.bytes);
const HOPS = Uint8Array.of(0, 0, 0, 1);

describe('sending', () => {
  test('[XSTAR-1] without a header of four bytes a message goes nowhere, which is counted, and counts as sent', async () => {
    const { star, peer } = await open();
    for (const header of [Uint8Array.of(), Uint8Array.of(0, 0, 0), Uint8Array.of(0, 0, 0, 0, 0)]) {
      await star.send(new Message('x', header));
    }
    expect([peer.sent, counter(star, 'tx_malformed')]).toEqual([[], 3]);
  });

  test('the header goes out as it is, to everybody', async () => {
    const { star, peer, other } = await open();
    await star.send(new Message(Uint8Array.of(7), Uint8Array.of(0, 0, 0, 5)));
    await star.send(new Message(Uint8Array.of(7), Uint8Array.of(1, 2, 3, 4)));
    for (const each of [peer, other])
      expect(sent(each)).toEqual([Uint8Array.of(0, 0, 0, 5, 7), Uint8Array.of(1, 2, 3, 4, 7)]);
  });

  test('[XSTAR-6] a hundred sends to a stalled peer, or to none, return at once; the surplus is counted', async () => {
    const { net, star, peer, other } = await open({ writeQLen: 10 });
    for (const each of [peer, other]) each.hold();
    for (let n = 0; n < 100; n++) expect(star.trySend(new Message(`${n}`, Uint8Array.of(0, 0, 0, 0)))).toBe(true);
    expect(counter(star, 'tx_discard')).toBe(178);
    const lonely = createRawStar(net.net);
    for (let n = 0; n < 100; n++) expect(lonely.trySend(new Message('x', Uint8Array.of(0, 0, 0, 0)))).toBe(true);
  });
});

describe('receiving', () => {
  test('[XSTAR-2] a count of 0 arrives as 1, and is passed on as 1', async () => {
    const { star, peer, other } = await open();
    peer.deliver(Uint8Array.of(0, 0, 0, 0), Uint8Array.of(7));
    const message = await star.recv();
    expect([message.header, message.body]).toEqual([Uint8Array.of(0, 0, 0, 1), Uint8Array.of(7)]);
    expect([sent(peer), sent(other)]).toEqual([[], [Uint8Array.of(0, 0, 0, 1, 7)]]);
  });

  test('[XSTAR-3] a count of 1 arrives as 2', async () => {
    const { star, peer } = await open();
    peer.deliver(HOPS, Uint8Array.of(7));
    const message = await star.recv();
    expect([message.header, message.body]).toEqual([Uint8Array.of(0, 0, 0, 2), Uint8Array.of(7)]);
  });

  test('[XSTAR-4] empty and short input, and any of the first three bytes not 0: dropped and counted, the pipe stays', async () => {
    const { star, peer, other } = await open();
    const junk = [
      Uint8Array.of(),
      Uint8Array.of(0, 0, 0),
      Uint8Array.of(1, 0, 0, 1, 7),
      Uint8Array.of(0, 1, 0, 1, 7),
      Uint8Array.of(0, 0, 1, 1, 7),
    ];
    for (const each of junk) peer.deliver(each);
    expect([star.tryRecv(), other.sent, peer.closed]).toEqual([undefined, [], false]);
    expect([counter(star, 'rx_malformed'), counter(star, 'ttl_drop')]).toEqual([5, 0]);
    peer.deliver(HOPS, 'good');
    expect((await star.recv()).text()).toBe('good');
  });

  test('[XSTAR-5] passing on never waits: a stalled peer with writeQLen 1 gets some, the rest is counted, all are received here', async () => {
    const { star, peer, other } = await open({ writeQLen: 1 });
    other.hold();
    for (let n = 0; n < 100; n++) peer.deliver(HOPS, Uint8Array.of(n));
    expect([peer.paused, counter(star, 'tx_discard')]).toEqual([false, 98]);
    for (let n = 0; n < 100; n++) expect(star.tryRecv()?.body).toEqual(Uint8Array.of(n));
    other.release();
    expect(sent(other)).toEqual([Uint8Array.of(0, 0, 0, 2, 0), Uint8Array.of(0, 0, 0, 2, 1)]);
  });

  test('[XSTAR-7] recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
    const { net, star } = await open({ recvDeadline: 20 });
    const recv = watch(star.recv());
    await net.clock.advance(19);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
  });

  test('[XSTAR-8] a pipe that closes with a full queue loses what it held, which is counted; the socket stays usable', async () => {
    const { net, star, peer, other } = await open({ readQLen: 1 });
    for (const text of ['queued', 'held', 'in the transport']) peer.deliver(HOPS, text);
    peer.lose();
    await settled();
    expect(counter(star, 'pipe_closed')).toBe(1);
    expect([star.tryRecv()?.text(), star.tryRecv()]).toEqual(['queued', undefined]);
    other.deliver(HOPS, 'still usable');
    expect((await star.recv()).text()).toBe('still usable');
    for (const text of ['queued', 'held', 'in the transport']) other.deliver(HOPS, text);
    await star.close();
    expect([other.closed, net.clock.pending]).toEqual([true, 0]);
  });

  test('[XSTAR-9] altering a received message does not alter what is passed on, even where that is still queued', async () => {
    const { star, peer, other } = await open();
    other.hold();
    for (const n of [1, 2]) peer.deliver(HOPS, Uint8Array.of(n, n, n));
    for (let n = 0; n < 2; n++) {
      const message = await star.recv();
      message.body.fill(0xee);
      message.header.fill(0xee);
    }
    other.release();
    expect(sent(other)).toEqual([Uint8Array.of(0, 0, 0, 2, 1, 1, 1), Uint8Array.of(0, 0, 0, 2, 2, 2, 2)]);
  });

  test('[XSTAR-10] setting readQLen keeps the oldest messages that fit, and what pipes hold', async () => {
    const { star, peer } = await open({ readQLen: 4 });
    for (const text of ['a', 'b', 'c', 'd', 'held', 'waits']) peer.deliver(HOPS, text);
    expect(peer.waiting).toBe(1);
    star.configure({ readQLen: 2 });
    expect(counter(star, 'resized')).toBe(2);
    const got: string[] = [];
    for (let n = 0; n < 4; n++) {
      got.push((await star.recv()).text());
      await settled();
    }
    expect(got).toEqual(['a', 'b', 'held', 'waits']);
    star.configure({ readQLen: 2 });
    peer.deliver(HOPS, 'goes on');
    expect((await star.recv()).text()).toBe('goes on');
  });

  test('[XSTAR-10] setting readQLen: a recv that waits goes on, and gets the next message', async () => {
    const { star, peer } = await open();
    const recv = watch(star.recv());
    star.configure({ readQLen: 1 });
    for (const text of ['next', 'queued', 'held', 'waits']) peer.deliver(HOPS, text);
    await settled();
    expect([recv.state, peer.paused, peer.waiting]).toEqual(['next', true, 1]);
  });
});
