import { afterEach, describe, expect, test } from '@jest/globals';
import { counter, idOf, mockNets, settled, watch, type MockNet } from '@sp/compliance';
import { createReq, type Req, type ReqOptions } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

function open(options?: Partial<ReqOptions>): { net: MockNet; req: Req } {
  const net = newNet();
  return { net, req: createReq(net.net, options) };
}

describe('request()', () => {
  test('sends, and resolves to the reply; concurrent calls do not disturb each other or the socket', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send('own');
    const calls = ['a', 'b', 'c'].map((text) => watch(req.request(text)));
    for (const { header, text } of [...peer.sent].reverse()) peer.deliver(header, `re: ${text}`);
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['re: a', 're: b', 're: c']);
    expect(req.tryRecv()?.text()).toBe('re: own');
  });

  test('waits for a peer, whatever sendDeadline and bestEffort say', async () => {
    const { net, req } = open({ sendDeadline: 0 });
    const payload = Uint8Array.of(1, 2, 3);
    const call = watch(req.request(payload));
    payload.fill(0);
    await net.clock.advance(1000);
    expect(call.state).toBe('pending');
    const peer = await net.connect(req);
    expect(peer.sent[0]?.body).toEqual(Uint8Array.of(1, 2, 3));
    peer.deliver(idOf(peer.sent[0]), 'answer');
    await settled();
    expect(call.state).toBe('answer');
  });

  test('gives up after timeout, or recvDeadline where that is not given; the request is not sent again', async () => {
    const { net, req } = open({ recvDeadline: 20, retryTime: 25 });
    const peer = await net.connect(req);
    const byDefault = watch(req.request('x'));
    const own = watch(req.request('y', { timeout: 10 }));
    await net.clock.advance(10);
    expect([byDefault.state, own.state]).toEqual(['pending', 'ERR_SP_RECV_TIMEOUT']);
    await net.clock.advance(10);
    expect(byDefault.state).toBe('ERR_SP_RECV_TIMEOUT');
    await net.clock.advance(100);
    expect(peer.sent).toHaveLength(2);
    for (const sent of peer.sent) peer.deliver(idOf(sent), 'late');
    expect(counter(req, 'rx_unmatched')).toBe(2);
  });

  test('aborting rejects with the reason; a request that has not left is withdrawn', async () => {
    const { net, req } = open();
    const controller = new AbortController();
    const call = watch(req.request('x', { signal: controller.signal }));
    const reason = new Error('changed my mind');
    controller.abort(reason);
    await settled();
    expect(call.state).toBe(reason);
    expect((await net.connect(req)).sent).toEqual([]);
    await expect(req.request('y', { signal: controller.signal })).rejects.toBe(reason);
    expect(net.clock.keepingAlive).toBe(1); // the listener
  });

  test('is repeated like any request', async () => {
    const { net, req } = open({ retryTime: 10 });
    const first = await net.connect(req);
    const call = watch(req.request('x'));
    await net.clock.advance(10);
    expect(first.sent).toHaveLength(2);
    const second = await net.connect(req);
    first.lose();
    await settled();
    second.deliver(idOf(second.sent[0]), 'answer');
    await settled();
    expect(call.state).toBe('answer');
    expect(counter(req, 'retry')).toBe(2);
  });

  test('fails as send and recv do: no peers, closed, a bad payload, a bad timeout', async () => {
    const { req } = open({ failNoPeers: true });
    await expect(req.request('x')).rejects.toMatchObject({ code: 'ERR_SP_NO_PEERS' });
    await expect(req.request(7 as never)).rejects.toMatchObject({ code: 'ERR_SP_BAD_VALUE' });
    await expect(req.request('x', { timeout: -1 })).rejects.toMatchObject({ code: 'ERR_SP_BAD_VALUE' });
    req.configure({ failNoPeers: false });
    const pending = watch(req.request('x'));
    await req.close();
    await settled();
    expect(pending.state).toBe('ERR_SP_CLOSED');
    await expect(req.request('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });

  test('10,000 at once, half of them abandoned before they could leave, take little time and leave nothing behind', async () => {
    const { net, req } = open({ retryTime: Infinity });
    const started = performance.now();
    const calls = Array.from({ length: 10_000 }, (_, n) =>
      watch(req.request(`${n}`, { timeout: n % 2 === 0 ? 50 : 99 })),
    );
    await net.clock.advance(50);
    const peer = await net.connect(req);
    expect(peer.sent).toHaveLength(5000);
    for (const { header, text } of peer.sent) peer.deliver(header, text);
    await settled();
    expect(performance.now() - started).toBeLessThan(3000);
    expect(calls.map(({ state }) => state)).toEqual(
      calls.map((_, n) => (n % 2 === 0 ? 'ERR_SP_RECV_TIMEOUT' : `${n}`)),
    );
    await req.close();
    expect(net.clock.pending).toBe(0);
  });

  test('counts what it sends and receives', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    const call = req.request('four');
    peer.deliver(idOf(peer.sent[0]), 'fifth');
    await call;
    expect(['tx_msgs', 'tx_bytes', 'rx_msgs', 'rx_bytes'].map((name) => counter(req, name))).toEqual([1, 4, 1, 5]);
  });
});
