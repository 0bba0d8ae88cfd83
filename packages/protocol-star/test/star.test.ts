import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createStar, type Star, type StarOptions } from '@sp/protocol-star';

const newNet = mockNets(afterEach);

/** A socket with two peers. */
async function open(
  options?: Partial<StarOptions>,
): Promise<{ net: MockNet; star: Star; peer: MockPipe; other: MockPipe }> {
  const net = newNet();
  const star = createStar(net.net, options);
  return { net, star, peer: await net.connect(star), other: await net.connect(star) };
}

const sent = (peer: MockPipe): Uint8Array[] => peer.sent.map((message) => message.bytes);
const HOPS = Uint8Array.of(0, 0, 0, 1);

describe('a message of our own', () => {
  test('[STAR-1] the header given to send is ignored: a count of 0 goes out to everybody, and nothing comes back', async () => {
    const { star, peer, other } = await open();
    await star.send(new Message(Uint8Array.of(7), Uint8Array.of(9, 9, 9, 9)));
    expect([sent(peer), sent(other)]).toEqual([[Uint8Array.of(0, 0, 0, 0, 7)], [Uint8Array.of(0, 0, 0, 0, 7)]]);
    expect(star.tryRecv()).toBeUndefined();
  });

  test('[STAR-1] the header of what is received is empty, its body intact, its pipe that of the sender', async () => {
    const { star, peer } = await open();
    peer.deliver(HOPS, Uint8Array.of(1, 2, 3));
    peer.deliver(HOPS);
    const message = await star.recv();
    expect([message.header, message.body, message.pipe === undefined]).toEqual([
      Uint8Array.of(),
      Uint8Array.of(1, 2, 3),
      false,
    ]);
    expect((await star.recv()).body).toEqual(Uint8Array.of());
  });

  test('without peers, and with a stalled one, sending succeeds at once; the surplus is counted', async () => {
    const { net, star, peer, other } = await open({ writeQLen: 1 });
    peer.hold();
    for (let n = 0; n < 100; n++) expect(star.trySend('x')).toBe(true);
    expect([other.sent.length, counter(star, 'tx_discard')]).toEqual([100, 98]);
    const lonely = createStar(net.net);
    for (let n = 0; n < 100; n++) await lonely.send('x');
  });
});

describe('a message of a peer', () => {
  test('[STAR-2] it is passed on to all others with the count one up, and not to its sender; it is received here too', async () => {
    const { net, star, peer, other } = await open();
    const third = await net.connect(star);
    peer.deliver(HOPS, 'from a leaf');
    const passed = Uint8Array.of(0, 0, 0, 2, ...new Message('from a leaf').body);
    expect([sent(peer), sent(other), sent(third)]).toEqual([[], [passed], [passed]]);
    expect((await star.recv()).text()).toBe('from a leaf');
    expect(star.tryRecv()).toBeUndefined();
  });

  test('[STAR-3] it is neither received nor passed on once its count has reached the ttl, which is counted', async () => {
    const { star, peer, other } = await open({ ttl: 2 });
    peer.deliver(Uint8Array.of(0, 0, 0, 1), 'one');
    peer.deliver(Uint8Array.of(0, 0, 0, 2), 'two');
    expect([star.tryRecv()?.text(), star.tryRecv()]).toEqual(['one', undefined]);
    expect([other.sent.length, counter(star, 'ttl_drop'), counter(star, 'rx_malformed')]).toEqual([1, 1, 0]);
  });

  test('[STAR-3] with the ttl of 8 that is the default a count of 7 passes and 8 does not; it is read for each message', async () => {
    const { star, peer } = await open();
    peer.deliver(Uint8Array.of(0, 0, 0, 7), 'seven');
    peer.deliver(Uint8Array.of(0, 0, 0, 8), 'eight');
    star.configure({ ttl: 255 });
    peer.deliver(Uint8Array.of(0, 0, 0, 254), 'far');
    peer.deliver(Uint8Array.of(0, 0, 0, 255), 'too far');
    const got = [star.tryRecv(), star.tryRecv(), star.tryRecv()].map((message) => message?.text());
    expect([got, counter(star, 'ttl_drop')]).toEqual([['seven', 'far', undefined], 2]);
  });

  test('it is passed on although nobody receives here and the queue is full', async () => {
    const { star, peer, other } = await open({ readQLen: 1 });
    for (const text of ['a', 'b', 'c', 'd']) peer.deliver(HOPS, text);
    expect([peer.paused, peer.waiting, other.sent.length]).toEqual([true, 2, 2]);
    let got = '';
    for (let n = 0; n < 4; n++) got += (await star.recv()).text();
    await settled();
    expect([got, other.sent.length]).toEqual(['abcd', 4]);
  });
});

describe('the socket', () => {
  test('closing ends a recv that waits with ERR_SP_CLOSED, as are later calls', async () => {
    const { net, star } = await open();
    const recv = watch(star.recv());
    await star.close();
    await settled();
    expect([recv.state, net.clock.pending]).toEqual(['ERR_SP_CLOSED', 0]);
    const message = new Message('x', Uint8Array.of(1));
    await expect(star.send(message)).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect(message.header).toEqual(Uint8Array.of(1));
    await expect(star.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });

  test('[G-20] an aborted recv rejects with the reason of its signal (pins our choice), and no message is lost', async () => {
    const { star, peer } = await open();
    const controller = new AbortController();
    const recv = watch(star.recv({ signal: controller.signal }));
    controller.abort('not any more');
    await settled();
    expect(recv.state).toBe('not any more');
    peer.deliver(HOPS, 'kept');
    expect((await star.recv()).text()).toBe('kept');
  });
});
