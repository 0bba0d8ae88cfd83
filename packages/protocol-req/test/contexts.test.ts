import { afterEach, describe, expect, test } from '@jest/globals';
import { idOf, mockNets, settled, watch, type MockNet } from '@sp/compliance';
import { createReq, type Req, type ReqOptions } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

function open(options?: Partial<ReqOptions>): { net: MockNet; req: Req } {
  const net = newNet();
  return { net, req: createReq(net.net, options) };
}

describe('contexts and pipes', () => {
  test('[REQ-32] a stalled peer takes one message (pins our choice: a mock pipe that holds one), the next send waits', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    peer.hold();
    await req.openContext().send('one');
    const second = watch(req.openContext().send('two'));
    await settled();
    expect([second.state, peer.held?.bytes[4]]).toEqual(['pending', 0x6f]);
    peer.take();
    await settled();
    expect([second.state, peer.held?.bytes[4]]).toEqual(['done', 0x74]);
  });

  test('[REQ-36] waiting sends leave first come first served; three queued before a connect are all delivered', async () => {
    const { net, req } = open();
    const sends = ['a', 'b', 'c'].map((text) => watch(req.openContext().send(text)));
    await settled();
    expect(sends.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
    const peer = await net.connect(req);
    expect(peer.sent.map(({ bytes }) => bytes[4])).toEqual([0x61, 0x62, 0x63]);
    expect(sends.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  test('[REQ-40] requests are spread over idle peers; whoever replies is preferred for the next', async () => {
    const { net, req } = open();
    const a = await net.connect(req);
    const b = await net.connect(req);
    await req.openContext().send('1');
    await req.openContext().send('2');
    expect([a.sent.length, b.sent.length]).toEqual([1, 1]);
    b.deliver(idOf(b.sent[0]), 'quick');
    await req.openContext().send('3');
    expect([a.sent.length, b.sent.length]).toEqual([1, 2]);
    await req.openContext().send('4');
    expect([a.sent.length, b.sent.length]).toEqual([2, 2]);
  });

  test('[REQ-45] trySend and tryRecv tell readiness (our choice: there are no descriptors to poll)', async () => {
    const { net, req } = open();
    const probe = (): boolean => req.openContext().trySend('probe');
    expect(probe()).toBe(false);
    const first = await net.connect(req);
    expect(probe()).toBe(true);
    first.hold();
    expect([probe(), probe()]).toEqual([true, false]);
    const waiting = watch(req.openContext().send('queued before us'));
    first.take();
    expect(probe()).toBe(false);
    await settled();
    expect(waiting.state).toBe('done');
    const second = await net.connect(req);
    const context = req.openContext();
    expect(context.trySend('through the second')).toBe(true);
    expect(context.tryRecv()).toBeUndefined();
    second.deliver(idOf(second.sent[0]), 'stored');
    expect(context.tryRecv()?.text()).toBe('stored');
  });
});

describe('lives of contexts', () => {
  test('[REQ-33] closing a context ends its waiting send with ERR_SP_CLOSED, and withdraws the request', async () => {
    const { net, req } = open();
    const context = req.openContext();
    const send = watch(context.send('x'));
    context.close();
    await settled();
    expect(send.state).toBe('ERR_SP_CLOSED');
    await expect(context.send('y')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(context.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect((await net.connect(req)).sent).toEqual([]);
  });

  test('[REQ-34] closing a context ends its waiting recv with ERR_SP_CLOSED, and the request is not sent again', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    const context = req.openContext({ retryTime: 10 });
    await context.send('x');
    const recv = watch(context.recv());
    context.close();
    await net.clock.advance(100);
    expect(recv.state).toBe('ERR_SP_CLOSED');
    expect(peer.sent).toHaveLength(1);
  });

  test('[REQ-35] closing the socket ends the waiting recv of a context with ERR_SP_CLOSED', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    const contexts = [req.openContext(), req.openContext()];
    const calls = [];
    for (const context of contexts) {
      await context.send('x');
      calls.push(watch(context.recv()));
    }
    peer.hold();
    await req.send('occupies the pipe');
    calls.push(watch(req.openContext().send('queued')));
    const closing = req.close();
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    await expect(contexts[0]!.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect(() => req.openContext()).toThrow(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
    peer.release();
    await closing;
    expect(net.clock.pending).toBe(0);
  });

  test('[REQ-38] cancelling, timing out or closing one context leaves the others alone', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    const [kept, canceled, late, closed] = [0, 1, 2, 3].map(() => req.openContext()) as [Ctx, Ctx, Ctx, Ctx];
    for (const context of [kept, canceled, late, closed]) await context.send('x');
    const controller = new AbortController();
    const calls = [
      kept.recv(),
      canceled.recv({ signal: controller.signal }),
      late.recv({ timeout: 10 }),
      closed.recv(),
    ].map(watch);
    controller.abort('aborted');
    closed.close();
    await net.clock.advance(10);
    const states = (): unknown[] => calls.map(({ state }) => state);
    expect(states()).toEqual(['pending', 'aborted', 'ERR_SP_RECV_TIMEOUT', 'ERR_SP_CLOSED']);
    for (const sent of peer.sent) peer.deliver(idOf(sent), 'answer');
    await settled();
    expect(states()[0]).toBe('answer');
  });

  test('[REQ-39] a context takes over the options of the moment when it is opened; later changes do not reach it', async () => {
    const given: ReqOptions = { recvDeadline: 1, sendDeadline: 2, bestEffort: true, retryTime: 3, failNoPeers: true };
    const { net, req } = open(given);
    const context = req.openContext();
    expect(context.options).toEqual(given);
    req.configure({ recvDeadline: 70, sendDeadline: 80, bestEffort: false, retryTime: 90, failNoPeers: false });
    expect(context.options).toEqual(given);
    await expect(context.send('x')).rejects.toMatchObject({ code: 'ERR_SP_NO_PEERS' });
    const peer = await net.connect(req);
    peer.hold();
    await req.openContext().send('occupies the pipe');
    expect(context.trySend('best effort')).toBe(true);
    peer.release();
    await net.clock.advance(3);
    expect(peer.sent.map(({ text }) => text)).toEqual(['occupies the pipe', 'best effort', 'best effort']);
    const recv = watch(context.recv());
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    const other = req.openContext({ retryTime: 5 });
    expect(other.options).toMatchObject({ retryTime: 5, recvDeadline: 70 });
  });
});

type Ctx = ReturnType<Req['openContext']>;
