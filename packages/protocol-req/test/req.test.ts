import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { readWord } from '@sp/core/protocol';
import { counter, idOf, mockNets, settled, watch, type MockNet } from '@sp/compliance';
import { createReq, type Req, type ReqOptions } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

function open(options?: Partial<ReqOptions>): { net: MockNet; req: Req } {
  const net = newNet();
  return { net, req: createReq(net.net, options) };
}

describe('a request and its reply', () => {
  test('[REQ-1] recv without a request is ERR_SP_PROTO_STATE', async () => {
    const { req } = open();
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
    expect(() => req.tryRecv()).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_STATE' }));
  });

  test('[REQ-2] the bodies go there and back unchanged; a second recv is ERR_SP_PROTO_STATE', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send(Uint8Array.of(0x00, 0x80, 0xff));
    expect(peer.sent[0]?.bytes.slice(4)).toEqual(Uint8Array.of(0x00, 0x80, 0xff));
    peer.deliver(idOf(peer.sent[0]), Uint8Array.of(0xff, 0x00, 0x7f));
    const reply = await req.recv();
    expect(reply.body).toEqual(Uint8Array.of(0xff, 0x00, 0x7f));
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
  });

  test('[REQ-2] the same with a recv that waits for the reply', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send('question');
    const recv = watch(req.recv());
    for (const text of ['answer', 'another']) peer.deliver(idOf(peer.sent[0]), text);
    await settled();
    expect([recv.state, counter(req, 'rx_unmatched')]).toEqual(['answer', 1]);
    await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
  });

  test('[REQ-3] on the wire: an id with the top bit set, then the body; every send has another id', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    for (const text of ['a', 'b', 'c']) await req.send(text);
    const [a, b, c] = peer.sent.map((sent) => readWord(sent.bytes, 0));
    expect(a! >>> 31).toBe(1);
    expect([b! & 0x7fffffff, c! & 0x7fffffff]).toEqual([(a! + 1) & 0x7fffffff, (a! + 2) & 0x7fffffff]);
    expect(peer.sent.map((sent) => [...sent.bytes.slice(4)])).toEqual([[0x61], [0x62], [0x63]]);
  });

  test('[REQ-3] the first id is not the same in every socket', async () => {
    const first = new Set<string>();
    for (let n = 0; n < 8; n++) {
      const { net, req } = open();
      const peer = await net.connect(req);
      await req.send('');
      first.add(peer.sent[0]!.bytes.join());
    }
    expect(first.size).toBeGreaterThan(1);
  });

  test('[REQ-43] a reply has an empty header, and the pipe it came by', async () => {
    const { net, req } = open();
    const ids: number[] = [];
    req.setPipeHook({ attached: (pipe) => ids.push(pipe.id) });
    const peer = await net.connect(req);
    await req.send('question');
    peer.deliver(idOf(peer.sent[0]), 'answer');
    const reply = await req.recv();
    expect(reply.header).toEqual(Uint8Array.of());
    expect(reply.pipe?.id).toBe(ids[0]);
  });

  test('[REQ-44] the header of a message given to send is ignored', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send(new Message(Uint8Array.of(1, 2), Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9)));
    expect(peer.sent[0]?.bytes).toHaveLength(6);
    expect(peer.sent[0]?.bytes[0]).toBeGreaterThanOrEqual(0x80);
    expect(peer.sent[0]?.bytes.slice(4)).toEqual(Uint8Array.of(1, 2));
  });
});

describe('sending without a peer', () => {
  test('[REQ-4] sendDeadline passes: ERR_SP_SEND_TIMEOUT, each time; then there is no request to receive for', async () => {
    const { net, req } = open({ sendDeadline: 20 });
    for (let n = 0; n < 2; n++) {
      const message = new Message('mine', Uint8Array.of(7));
      const send = watch(req.send(message));
      await net.clock.advance(19);
      expect(send.state).toBe('pending');
      await net.clock.advance(1);
      expect(send.state).toBe('ERR_SP_SEND_TIMEOUT');
      expect([message.text(), message.header]).toEqual(['mine', Uint8Array.of(7)]);
    }
    expect(() => req.tryRecv()).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_STATE' }));
    const peer = await net.connect(req);
    expect(peer.sent).toEqual([]);
  });

  test('[REQ-4] a sendDeadline of 0 tries once (our choice of numbers)', async () => {
    const { net, req } = open({ sendDeadline: 0 });
    await expect(req.send('x')).rejects.toMatchObject({ code: 'ERR_SP_SEND_TIMEOUT' });
    const peer = await net.connect(req);
    await req.send('y');
    expect(peer.sent.map((sent) => sent.bytes[4])).toEqual([0x79]);
  });

  test('[REQ-5] without a deadline send waits until a peer connects, and that peer gets the request', async () => {
    const { net, req } = open();
    const borrowed = Uint8Array.of(1, 2, 3);
    const send = watch(req.send(borrowed));
    borrowed.fill(0);
    await net.clock.advance(3_600_000);
    expect(send.state).toBe('pending');
    const peer = await net.connect(req);
    expect(send.state).toBe('done');
    expect(peer.sent[0]?.bytes.slice(4)).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('[REQ-6] with bestEffort send returns at once, the request leaves when a peer connects, its reply arrives', async () => {
    const { net, req } = open({ bestEffort: true, sendDeadline: 5 });
    const payload = Uint8Array.of(0x65, 0x61, 0x72, 0x6c, 0x79);
    expect(req.trySend(payload)).toBe(true);
    payload.fill(0);
    await net.clock.advance(1000);
    const peer = await net.connect(req);
    expect(peer.sent.map((sent) => sent.bytes.slice(4))).toEqual([Uint8Array.of(0x65, 0x61, 0x72, 0x6c, 0x79)]);
    peer.deliver(idOf(peer.sent[0]), 'late');
    expect((await req.recv()).text()).toBe('late');
  });

  test('[REQ-7] bestEffort sends twice; without it sends time out again', async () => {
    const { req } = open({ bestEffort: true, sendDeadline: 0 });
    await req.send('one');
    await req.send('two');
    req.configure({ bestEffort: false });
    await expect(req.send('three')).rejects.toMatchObject({ code: 'ERR_SP_SEND_TIMEOUT' });
  });

  test('trySend that returns false has changed nothing', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    peer.hold();
    await req.send('first');
    const recv = watch(req.recv());
    const message = new Message('second', Uint8Array.of(5));
    expect(req.trySend(message)).toBe(false);
    expect(message.header).toEqual(Uint8Array.of(5));
    peer.release();
    peer.deliver(idOf(peer.sent[0]), 'reply to the first');
    await settled();
    expect(recv.state).toBe('reply to the first');
    expect(peer.sent).toHaveLength(1);
  });
});

describe('one request takes the place of another', () => {
  test('[REQ-8] after a second send only the reply to it is received', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send('one');
    await req.send('two');
    peer.deliver(idOf(peer.sent[0]), 'reply one');
    peer.deliver(idOf(peer.sent[1]), 'reply two');
    expect((await req.recv()).text()).toBe('reply two');
  });

  test('[REQ-9, REQ-10] a recv that waits ends with ERR_SP_CANCELED; the second reply can be received', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send('one');
    const first = watch(req.recv());
    await req.send('two');
    await settled();
    expect(first.state).toBe('ERR_SP_CANCELED');
    const second = watch(req.recv());
    peer.deliver(idOf(peer.sent[1]), 'reply two');
    await settled();
    expect(second.state).toBe('reply two');
  });

  test('[REQ-11] a reply that has arrived, but was not received, is discarded by the next send', async () => {
    const { net, req } = open();
    const peer = await net.connect(req);
    await req.send('one');
    peer.deliver(idOf(peer.sent[0]), 'reply one');
    await req.send('two');
    expect(req.tryRecv()).toBeUndefined();
    peer.deliver(idOf(peer.sent[1]), 'reply two');
    expect(req.tryRecv()?.text()).toBe('reply two');
  });

  test('[REQ-12] a first send that waits ends with ERR_SP_CANCELED; closing ends the second with ERR_SP_CLOSED', async () => {
    const { net, req } = open();
    const message = new Message('one', Uint8Array.of(3));
    const first = watch(req.send(message));
    const second = watch(req.send('two'));
    await settled();
    expect([first.state, second.state]).toEqual(['ERR_SP_CANCELED', 'pending']);
    expect(message.header).toEqual(Uint8Array.of(3));
    await req.close();
    await settled();
    expect(second.state).toBe('ERR_SP_CLOSED');
    expect(net.clock.keepingAlive).toBe(0);
  });
});
