import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createBus, type Bus, type BusOptions } from '@sp/protocol-bus';

const newNet = mockNets(afterEach);

async function open(options?: Partial<BusOptions>): Promise<{ net: MockNet; bus: Bus; peer: MockPipe }> {
  const net = newNet();
  const bus = createBus(net.net, options);
  return { net, bus, peer: await net.connect(bus) };
}

const texts = (peer: MockPipe): string[] => peer.sent.map(({ text }) => text);

describe('sending', () => {
  test('[BUS-1] a message goes to every neighbour, and does not come back', async () => {
    const { net, bus, peer } = await open();
    const other = await net.connect(bus);
    await bus.send('to all');
    expect([texts(peer), texts(other), bus.tryRecv()]).toEqual([['to all'], ['to all'], undefined]);
  });

  test('[BUS-1] what a neighbour sends is received, and not passed on', async () => {
    const { net, bus, peer } = await open();
    const other = await net.connect(bus);
    peer.deliver('from a leaf');
    expect((await bus.recv()).text()).toBe('from a leaf');
    expect([peer.sent, other.sent]).toEqual([[], []]);
  });

  test('[BUS-4] the header given to send is not sent; a received header is empty, the pipe is that of the sender', async () => {
    const net = newNet();
    const bus = createBus(net.net);
    const ids: number[] = [];
    bus.setPipeHook({ attached: (pipe) => ids.push(pipe.id) });
    await net.connect(bus);
    const peer = await net.connect(bus);
    await bus.send(new Message(Uint8Array.of(1), Uint8Array.of(9, 9, 9, 9)));
    expect(peer.sent[0]?.bytes).toEqual(Uint8Array.of(1));
    peer.deliver(Uint8Array.of(0x80, 0, 0, 1, 2));
    peer.deliver();
    const received = await bus.recv();
    expect([received.header, received.body, received.pipe?.id]).toEqual([
      Uint8Array.of(),
      Uint8Array.of(0x80, 0, 0, 1, 2),
      ids[1],
    ]);
    expect((await bus.recv()).body).toEqual(Uint8Array.of());
  });

  test('[BUS-5, BUS-13] without peers it can be sent all the same', async () => {
    const bus = createBus(newNet().net);
    for (let n = 0; n < 1000; n++) expect(bus.trySend('x')).toBe(true);
    await bus.send('x');
  });

  test('[BUS-6, BUS-13] a flood with writeQLen 1 never waits: a stalled peer misses messages, which are counted; others get all', async () => {
    const { net, bus, peer } = await open({ writeQLen: 1 });
    const other = await net.connect(bus);
    peer.hold();
    for (let n = 0; n < 1000; n++) expect(bus.trySend(`${n}`)).toBe(true);
    expect([other.sent.length, counter(bus, 'tx_discard')]).toEqual([1000, 998]);
    peer.release();
    expect(texts(peer)).toEqual(['0', '1']);
  });

  test('a queued message has the bytes of the call', async () => {
    const { bus, peer } = await open();
    peer.hold();
    await bus.send('in the connection');
    const payload = Uint8Array.of(1, 2, 3);
    await bus.send(payload);
    payload.fill(0);
    peer.release();
    expect(peer.sent[1]?.bytes).toEqual(Uint8Array.of(1, 2, 3));
    expect(peer.sent.every(({ shared }) => shared)).toBe(true);
  });

  test('closing lets queued messages leave within linger', async () => {
    const { net, bus, peer } = await open();
    peer.hold();
    for (const text of ['in the connection', 'queued']) await bus.send(text);
    const closing = bus.close();
    peer.release();
    expect([await closing, texts(peer).length, net.clock.pending]).toEqual([{ dropped: 0 }, 2, 0]);
  });
});

describe('receiving', () => {
  test('[BUS-7] recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
    const { net, bus } = await open({ recvDeadline: 20 });
    const recv = watch(bus.recv());
    await net.clock.advance(19);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
  });

  test('[BUS-10] an aborted recv rejects with the reason of its signal (pins our choice), and no message is lost', async () => {
    const { bus, peer } = await open();
    const controller = new AbortController();
    const recv = watch(bus.recv({ signal: controller.signal }));
    const reason = new Error('not any more');
    controller.abort(reason);
    await settled();
    expect(recv.state).toBe(reason);
    peer.deliver('kept');
    expect((await bus.recv()).text()).toBe('kept');
  });

  test('a full queue stops its peers, equally; receiving lets them go on', async () => {
    const { net, bus, peer } = await open({ readQLen: 1 });
    const other = await net.connect(bus);
    for (const text of ['a', 'b', 'c']) peer.deliver(text);
    for (const text of ['x', 'y']) other.deliver(text);
    expect([peer.paused, peer.waiting, other.paused, other.waiting]).toEqual([true, 1, true, 1]);
    let got = '';
    for (let n = 0; n < 5; n++) {
      got += (await bus.recv()).text();
      await settled();
    }
    expect(got).toBe('abxcy');
  });

  test('[BUS-11] setting readQLen discards queued and held messages, which are counted; the pipe stays', async () => {
    const { bus, peer } = await open({ readQLen: 2 });
    for (const text of ['a', 'b', 'c']) peer.deliver(text);
    bus.configure({ readQLen: 2 });
    expect([bus.tryRecv(), counter(bus, 'resized')]).toEqual([undefined, 3]);
    await settled();
    peer.deliver('d');
    expect([(await bus.recv()).text(), peer.closed]).toEqual(['d', false]);
  });

  test('[BUS-11] setting readQLen: a recv that waits goes on, and gets the next message', async () => {
    const { bus, peer } = await open();
    const recv = watch(bus.recv());
    bus.configure({ readQLen: 1 });
    for (const text of ['next', 'queued', 'held', 'waits']) peer.deliver(text);
    await settled();
    expect([recv.state, peer.paused, peer.waiting]).toEqual(['next', true, 1]);
  });

  test('[BUS-12] a pipe that closes with a full queue loses what it held, which is counted; the socket stays usable', async () => {
    const { net, bus, peer } = await open({ readQLen: 1 });
    for (const text of ['queued', 'held', 'in the transport']) peer.deliver(text);
    peer.lose();
    await settled();
    expect(counter(bus, 'pipe_closed')).toBe(1);
    expect([bus.tryRecv()?.text(), bus.tryRecv()]).toEqual(['queued', undefined]);
    const other = await net.connect(bus);
    other.deliver('still usable');
    expect((await bus.recv()).text()).toBe('still usable');
  });

  test('[BUS-12] closing the socket with full queues on both sides ends everything', async () => {
    const { net, bus, peer } = await open({ readQLen: 1, writeQLen: 1 });
    peer.hold();
    for (let n = 0; n < 5; n++) await bus.send(`${n}`);
    for (const text of ['queued', 'held', 'in the transport']) peer.deliver(text);
    const closing = bus.close();
    await net.clock.advance(1000);
    expect([await closing, peer.closed, net.clock.pending]).toEqual([{ dropped: 2 }, true, 0]);
    await expect(bus.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(bus.send('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });

  test('[BUS-12] closing the socket ends a recv that waits with ERR_SP_CLOSED', async () => {
    const { net, bus } = await open();
    const recv = watch(bus.recv());
    await bus.close();
    await settled();
    expect([recv.state, net.clock.pending]).toEqual(['ERR_SP_CLOSED', 0]);
  });
});
