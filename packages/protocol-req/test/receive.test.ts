import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { readWord, wordBytes } from '@sp/core/protocol';
import { counter, idOf, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createReq, type Req, type ReqOptions } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

/** A socket with one peer that has one request. */
async function asked(
  options?: Partial<ReqOptions>,
): Promise<{ net: MockNet; req: Req; peer: MockPipe; id: Uint8Array }> {
  const net = newNet();
  const req = createReq(net.net, options);
  const peer = await net.connect(req);
  await req.send('question');
  return { net, req, peer, id: idOf(peer.sent[0]) };
}

describe('receiving', () => {
  test('[REQ-13] recvDeadline passes: ERR_SP_RECV_TIMEOUT, the request is over, its late reply never shows up', async () => {
    const { net, req, peer, id } = await asked({ recvDeadline: 50 });
    const recv = watch(req.recv());
    await net.clock.advance(49);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
    peer.deliver(id, 'late');
    expect(counter(req, 'rx_unmatched')).toBe(1);
    await req.send('another');
    expect(req.tryRecv()).toBeUndefined();
    peer.deliver(idOf(peer.sent[1]), 'in time');
    expect((await req.recv()).text()).toBe('in time');
  });

  test('[REQ-13] an abandoned request is not sent again', async () => {
    const { net, req, peer } = await asked({ recvDeadline: 50, retryTime: 60 });
    const recv = watch(req.recv());
    await net.clock.advance(500);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    expect(peer.sent).toHaveLength(1);
  });

  test('[REQ-14] a second recv is ERR_SP_PROTO_STATE, the first still gets the reply', async () => {
    const { req, peer, id } = await asked();
    const first = watch(req.recv());
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
    peer.deliver(id, 'answer');
    await settled();
    expect(first.state).toBe('answer');
  });

  test('[REQ-24] garbage is dropped and counted, the pipe stays, recv goes on waiting', async () => {
    const { net, req, peer, id } = await asked({ recvDeadline: 100 });
    const recv = watch(req.recv());
    peer.deliver(Uint8Array.of());
    peer.deliver(id.slice(0, 3));
    peer.deliver(Uint8Array.of(0x12, 0x34, 0x56, 0x78), 'a word without the top bit');
    expect(counter(req, 'rx_malformed')).toBe(3);
    peer.deliver(Uint8Array.of(id[0]!, id[1]!, id[2]!, id[3]! ^ 1), 'an unknown id');
    expect(counter(req, 'rx_unmatched')).toBe(1);
    peer.deliver(Uint8Array.of(0, 0, 0, 1), id, 'a pipe id, then the id');
    await settled();
    expect(counter(req, 'rx_malformed')).toBe(4);
    expect([peer.closed, recv.state]).toEqual([false, 'pending']);
    await net.clock.advance(100);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
  });

  test('[REQ-24] a reply is still accepted after garbage', async () => {
    const { req, peer, id } = await asked();
    peer.deliver(Uint8Array.of(1, 2, 3));
    peer.deliver(id, 'answer');
    expect((await req.recv()).text()).toBe('answer');
  });

  test('[REQ-25] a reply to a request that has not left yet is not accepted', async () => {
    const { req, peer, id } = await asked();
    peer.hold();
    const other = req.openContext();
    await other.send('occupies the pipe');
    const third = req.openContext();
    const send = watch(third.send('waits'));
    const recv = watch(third.recv());
    const guessed = wordBytes((readWord(id, 0) + 2) | 0x80000000);
    peer.deliver(guessed, 'too early');
    await settled();
    expect([send.state, recv.state, counter(req, 'rx_unmatched')]).toEqual(['pending', 'pending', 1]);
    peer.release();
    expect(idOf(peer.sent[2])).toEqual(guessed);
    peer.deliver(idOf(peer.sent[2]), 'in time');
    await settled();
    expect([send.state, recv.state]).toEqual(['done', 'in time']);
  });

  test('[REQ-26] a second reply to the same request is ignored, before and after the first is received', async () => {
    const { req, peer, id } = await asked();
    peer.deliver(id, 'first');
    peer.deliver(id, 'second');
    expect((await req.recv()).text()).toBe('first');
    peer.deliver(id, 'third');
    expect(counter(req, 'rx_unmatched')).toBe(2);
    expect(() => req.tryRecv()).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_STATE' }));
  });

  test('[REQ-42] a recvDeadline of 0 before the reply: ERR_SP_RECV_TIMEOUT, and the request is over (our numbers)', async () => {
    const { req, peer, id } = await asked({ recvDeadline: 0 });
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_RECV_TIMEOUT' });
    peer.deliver(id, 'late');
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
  });

  test('[REQ-42, G-19] a recvDeadline of 0 takes a reply that is there; negative ones are refused (our choice)', async () => {
    const { req, peer, id } = await asked({ recvDeadline: 0 });
    peer.deliver(id, 'there');
    expect((await req.recv()).text()).toBe('there');
    expect(() => {
      req.configure({ recvDeadline: -1 });
    }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    expect(req.options.recvDeadline).toBe(0);
  });

  test('[REQ-41] aborting a recv ends the send that still waits with ERR_SP_CANCELED, and gives its message back', async () => {
    const net = newNet();
    const req = createReq(net.net);
    const message = new Message('mine', Uint8Array.of(1));
    const controller = new AbortController();
    const send = watch(req.send(message));
    const recv = watch(req.recv({ signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    await settled();
    expect([recv.state, send.state]).toEqual([reason, 'ERR_SP_CANCELED']);
    expect(message.header).toEqual(Uint8Array.of(1));
    expect((await net.connect(req)).sent).toEqual([]);
  });

  test('[G-20] an aborted recv rejects with the reason of its signal, its request is over (ours), the next one is whole', async () => {
    const { req, peer, id } = await asked();
    const controller = new AbortController();
    const recv = watch(req.recv({ signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    await settled();
    expect(recv.state).toBe(reason);
    await expect(req.recv({ signal: controller.signal })).rejects.toBe(reason);
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
    peer.deliver(id, 'late');
    await req.send('again');
    peer.deliver(idOf(peer.sent[1]), 'answer');
    expect((await req.recv()).text()).toBe('answer');
  });

  test('[G-20] an already aborted signal leaves the request and its reply alone', async () => {
    const { req, peer, id } = await asked();
    const signal = AbortSignal.abort('too late');
    await expect(req.recv({ signal })).rejects.toBe('too late');
    await expect(req.send('never', { signal })).rejects.toBe('too late');
    peer.deliver(id, 'answer');
    expect((await req.recv()).text()).toBe('answer');
    expect(peer.sent).toHaveLength(1);
  });

  test('a send that had to wait is over when its request has left, whatever becomes of that', async () => {
    const net = newNet();
    const req = createReq(net.net);
    const send = watch(req.send('x'));
    await net.connect(req);
    const recv = watch(req.recv({ timeout: 10 }));
    expect(net.clock.keepingAlive).toBe(1);
    await net.clock.advance(10);
    expect([send.state, recv.state]).toEqual(['done', 'ERR_SP_RECV_TIMEOUT']);
    expect(net.clock.keepingAlive).toBe(1); // the listener
  });

  test('a send that gives up takes the recv for its reply along', async () => {
    const net = newNet();
    const req = createReq(net.net);
    const send = watch(req.send('x', { timeout: 10 }));
    const recv = watch(req.recv());
    await net.clock.advance(10);
    expect([send.state, recv.state]).toEqual(['ERR_SP_SEND_TIMEOUT', 'ERR_SP_CANCELED']);
  });
});
