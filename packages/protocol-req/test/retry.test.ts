import { afterEach, describe, expect, test } from '@jest/globals';
import { counter, idOf, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createReq, type Req, type ReqOptions } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

function open(options?: Partial<ReqOptions>): { net: MockNet; req: Req } {
  const net = newNet();
  return { net, req: createReq(net.net, options) };
}

/** Loses a connection and lets the socket notice. */
async function lose(pipe: MockPipe): Promise<void> {
  pipe.lose();
  await settled();
}

describe('sending again after a time', () => {
  test('[REQ-15] the peer sees the request again every retryTime until one reply completes it', async () => {
    const { net, req } = open({ retryTime: 10 });
    const peer = await net.connect(req);
    await req.send('again');
    const recv = watch(req.recv());
    await net.clock.advance(9);
    expect(peer.sent).toHaveLength(1);
    await net.clock.advance(1);
    expect(peer.sent).toHaveLength(2);
    await net.clock.advance(10);
    expect(peer.sent).toHaveLength(3);
    peer.deliver(idOf(peer.sent[0]), 'enough');
    await net.clock.advance(1000);
    expect(recv.state).toBe('enough');
    expect(peer.sent).toHaveLength(3);
    expect(counter(req, 'retry')).toBe(2);
  });

  test('[REQ-15] a reply that nobody has received yet ends the retries as well', async () => {
    const { net, req } = open({ retryTime: 10 });
    const peer = await net.connect(req);
    await req.send('once');
    peer.deliver(idOf(peer.sent[0]), 'answer');
    await net.clock.advance(1000);
    expect(peer.sent).toHaveLength(1);
    expect(req.tryRecv()?.text()).toBe('answer');
  });

  test('[REQ-16] it is sent again with the same id and body, whatever the caller does to the bytes', async () => {
    const { net, req } = open({ retryTime: 10 });
    const peer = await net.connect(req);
    const payload = Uint8Array.of(1, 2, 3);
    await req.send(payload);
    payload.fill(0);
    await net.clock.advance(20);
    expect(peer.sent).toHaveLength(3);
    for (const { bytes: sent } of peer.sent) expect(sent).toEqual(Uint8Array.of(...idOf(peer.sent[0]), 1, 2, 3));
    expect(peer.sent.every(({ shared }) => shared)).toBe(true);
  });

  test('[REQ-16] a body that was sent as shared once stays shared, even if retryTime is 0 by then', async () => {
    const { net, req } = open({ retryTime: 10 });
    const peer = await net.connect(req);
    await req.send('x');
    req.configure({ retryTime: 0 });
    await net.clock.advance(100);
    expect(peer.sent.map(({ shared }) => shared)).toEqual([true, true]);
  });

  test('[REQ-17] a stalled pipe and a very short retryTime: the request waits once, and recovers after a reconnect', async () => {
    const { net, req } = open({ retryTime: 1 });
    const stalled = await net.connect(req);
    stalled.hold();
    await req.send('x');
    const recv = watch(req.recv());
    await net.clock.advance(50);
    stalled.take();
    expect(stalled.held).toBeDefined();
    stalled.take();
    expect(stalled.held).toBeUndefined();
    expect(stalled.sent).toHaveLength(2);
    await net.clock.advance(50);
    await lose(stalled);
    const fresh = await net.connect(req);
    expect(fresh.sent).toHaveLength(1);
    fresh.deliver(idOf(fresh.sent[0]), 'recovered');
    await net.clock.advance(50);
    expect(recv.state).toBe('recovered');
    expect(fresh.sent).toHaveLength(1);
    expect(await req.close()).toEqual({ dropped: 0 });
  });

  test('[REQ-17] an answer takes a request out of the queue that waits to be sent again', async () => {
    const { net, req } = open({ retryTime: 5 });
    const peer = await net.connect(req);
    peer.hold();
    await req.send('x');
    await net.clock.advance(5);
    const { bytes: held } = peer.held!;
    peer.deliver(held.slice(0, 4), 'answer');
    peer.release();
    expect(peer.sent).toHaveLength(1);
    expect((await req.recv()).text()).toBe('answer');
  });

  test('[REQ-22] with a retryTime of 0 it is never sent again while the pipe lives', async () => {
    const { net, req } = open({ retryTime: 0 });
    const peer = await net.connect(req);
    await req.send('once');
    await net.clock.advance(10_000_000);
    expect(peer.sent.map(({ shared }) => shared)).toEqual([false]);
    peer.deliver(idOf(peer.sent[0]), 'at last');
    expect((await req.recv()).text()).toBe('at last');
  });

  test('[REQ-23] with a retryTime of Infinity only the loss of the pipe sends it again (our number for a negative one)', async () => {
    const { net, req } = open({ retryTime: Infinity });
    const peer = await net.connect(req);
    await req.send('patient');
    await net.clock.advance(10_000_000);
    expect(peer.sent).toHaveLength(1);
    await lose(peer);
    const other = await net.connect(req);
    expect(other.sent[0]?.bytes).toEqual(peer.sent[0]?.bytes);
  });

  test('[REQ-23] a negative retryTime is ERR_SP_BAD_VALUE (our choice)', () => {
    const { req } = open();
    for (const retryTime of [-1, NaN]) {
      expect(() => {
        req.configure({ retryTime });
      }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
    expect(req.options.retryTime).toBe(60_000);
  });
});

describe('sending again after the pipe is lost', () => {
  test('[REQ-18] another connected peer gets the request at once, and its reply is accepted', async () => {
    const { net, req } = open({ retryTime: 60_000 });
    const first = await net.connect(req);
    const second = await net.connect(req);
    await req.send('x');
    const recv = watch(req.recv());
    expect([first.sent.length, second.sent.length]).toEqual([1, 0]);
    await lose(first);
    expect(second.sent[0]?.bytes).toEqual(first.sent[0]?.bytes);
    expect(counter(req, 'retry')).toBe(1);
    second.deliver(idOf(second.sent[0]), 'from the second');
    await settled();
    expect(recv.state).toBe('from the second');
  });

  test('[REQ-18] the time runs from the last transmission', async () => {
    const { net, req } = open({ retryTime: 100 });
    const first = await net.connect(req);
    const second = await net.connect(req);
    await req.send('x');
    await net.clock.advance(60);
    await lose(first);
    await net.clock.advance(99);
    expect(second.sent).toHaveLength(1);
    await net.clock.advance(1);
    expect(second.sent).toHaveLength(2);
  });

  test('[REQ-19] without another peer the request is sent as soon as one connects', async () => {
    const { net, req } = open();
    const first = await net.connect(req);
    await req.send('x');
    const recv = watch(req.recv());
    await lose(first);
    await net.clock.advance(1000);
    const second = await net.connect(req);
    expect(second.sent).toHaveLength(1);
    second.deliver(idOf(second.sent[0]), 'answer');
    await settled();
    expect(recv.state).toBe('answer');
  });

  test('losing another pipe than the one that carried the request sends nothing again', async () => {
    const { net, req } = open();
    const first = await net.connect(req);
    const second = await net.connect(req);
    await req.send('x');
    await lose(second);
    expect(first.sent).toHaveLength(1);
    expect(counter(req, 'retry')).toBe(0);
  });

  test('[REQ-20] with a retryTime of 0 the waiting recv ends with ERR_SP_CANCELED, and no other peer sees the request', async () => {
    const { net, req } = open({ retryTime: 0 });
    const first = await net.connect(req);
    const second = await net.connect(req);
    await req.send('x');
    const recv = watch(req.recv());
    await lose(first);
    expect(recv.state).toBe('ERR_SP_CANCELED');
    expect((await net.connect(req)).sent).toEqual([]);
    expect(second.sent).toEqual([]);
  });

  test('[REQ-21] with a retryTime of 0 and the pipe lost before recv, recv is ERR_SP_PROTO_STATE', async () => {
    const { net, req } = open({ retryTime: 0 });
    const peer = await net.connect(req);
    await req.send('x');
    await lose(peer);
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
  });

  test('[REQ-21] a reply that arrived before the pipe was lost can be received', async () => {
    const { net, req } = open({ retryTime: 0 });
    const peer = await net.connect(req);
    await req.send('x');
    peer.deliver(idOf(peer.sent[0]), 'answer');
    await lose(peer);
    expect((await req.recv()).text()).toBe('answer');
  });

  test('requests of a lost pipe are sent again in the order in which they were sent', async () => {
    const { net, req } = open();
    const first = await net.connect(req);
    for (const text of ['a', 'b', 'c']) await req.openContext().send(text);
    await lose(first);
    const second = await net.connect(req);
    expect(second.sent.map(({ bytes: sent }) => sent[4])).toEqual([0x61, 0x62, 0x63]);
  });
});
