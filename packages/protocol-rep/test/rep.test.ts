import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRep, type Rep, type RepOptions } from '@sp/protocol-rep';

const newNet = mockNets(afterEach);

function open(options?: Partial<RepOptions>): { net: MockNet; rep: Rep } {
  const net = newNet();
  return { net, rep: createRep(net.net, options) };
}

const ID = Uint8Array.of(0x80, 0, 0, 1);

/** Delivers a request with this id, and receives it. */
async function ask(rep: Pick<Rep, 'recv'>, peer: MockPipe, text: string, id: Uint8Array = ID): Promise<Message> {
  peer.deliver(id, text);
  return rep.recv();
}

const PROTO_STATE = { code: 'ERR_SP_PROTO_STATE' };

describe('a request and its reply', () => {
  test('[REP-1] a send before any recv is ERR_SP_PROTO_STATE', async () => {
    const { net, rep } = open();
    await net.connect(rep);
    await expect(rep.send('x')).rejects.toMatchObject(PROTO_STATE);
    expect(() => rep.trySend('x')).toThrow(expect.objectContaining(PROTO_STATE));
  });

  test('[REP-2] every request gets one reply; a second send is ERR_SP_PROTO_STATE', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    for (const n of [1, 2]) {
      await ask(rep, peer, 'question', Uint8Array.of(0x80, 0, 0, n));
      await rep.send(Uint8Array.of(0xff, n));
      await expect(rep.send('another')).rejects.toMatchObject(PROTO_STATE);
    }
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([
      Uint8Array.of(0x80, 0, 0, 1, 0xff, 1),
      Uint8Array.of(0x80, 0, 0, 2, 0xff, 2),
    ]);
  });

  test('[REP-7] a later request takes the place of an unanswered one; only the later is answered', async () => {
    const { net, rep } = open();
    const [a, b] = [await net.connect(rep), await net.connect(rep)];
    await ask(rep, a, 'first');
    await ask(rep, b, 'second');
    await rep.send('answer');
    expect([a.sent.length, b.sent.length]).toEqual([0, 1]);
    await expect(rep.send('another')).rejects.toMatchObject(PROTO_STATE);
  });

  test('[REP-17] a backtrace of several words comes back verbatim, in order', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    const backtrace = Uint8Array.of(0x01, 2, 3, 4, 0x7f, 6, 7, 8, 0x89, 10, 11, 12);
    const request = await ask(rep, peer, 'q', backtrace);
    expect(request.text()).toBe('q');
    request.body.fill(0xee);
    await rep.send(new Message('a', Uint8Array.of(9, 9, 9, 9)));
    expect(peer.sent[0]?.bytes).toEqual(Uint8Array.of(...backtrace, 0x61));
  });

  test('[REP-17] a request sent back as it is carries its own backtrace', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    await rep.send(await ask(rep, peer, 'echo', Uint8Array.of(0, 0, 0, 7, 0x80, 0, 0, 1)));
    expect(peer.sent[0]?.bytes).toEqual(Uint8Array.of(0, 0, 0, 7, 0x80, 0, 0, 1, 0x65, 0x63, 0x68, 0x6f));
  });

  test('[REP-18] a request has an empty header, and the pipe of the requester', async () => {
    const { net, rep } = open();
    const ids: number[] = [];
    rep.setPipeHook({ attached: (pipe) => ids.push(pipe.id) });
    await net.connect(rep);
    const peer = await net.connect(rep);
    const request = await ask(rep, peer, 'question');
    expect(request.header).toEqual(Uint8Array.of());
    expect(request.pipe?.id).toBe(ids[1]);
    const waiting = rep.recv();
    peer.deliver(ID, 'another');
    expect((await waiting).header).toEqual(Uint8Array.of());
  });
});

describe('receiving', () => {
  test('[REP-3, REP-4] a second recv is ERR_SP_PROTO_STATE, the first ends with ERR_SP_CLOSED when the socket closes', async () => {
    const { net, rep } = open();
    const first = watch(rep.recv());
    await expect(rep.recv()).rejects.toMatchObject(PROTO_STATE);
    await settled();
    expect(first.state).toBe('pending');
    await rep.close();
    await settled();
    expect(first.state).toBe('ERR_SP_CLOSED');
    await expect(rep.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(rep.send('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect(net.clock.pending).toBe(0);
  });

  test('[REP-3] after a refused second recv the first still gets the request, and another recv may wait', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    const first = watch(rep.recv());
    await expect(rep.recv()).rejects.toMatchObject(PROTO_STATE);
    peer.deliver(ID, 'question');
    await settled();
    expect(first.state).toBe('question');
    const second = watch(rep.recv());
    await settled();
    expect(second.state).toBe('pending');
  });

  test('[REP-5] recvDeadline passes: ERR_SP_RECV_TIMEOUT, and a later recv works', async () => {
    const { net, rep } = open({ recvDeadline: 20 });
    const peer = await net.connect(rep);
    const recv = watch(rep.recv());
    await net.clock.advance(19);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    expect((await ask(rep, peer, 'late')).text()).toBe('late');
  });

  test('[REP-6] a recv that times out leaves an unanswered request answerable', async () => {
    const { net, rep } = open({ recvDeadline: 20 });
    const peer = await net.connect(rep);
    await ask(rep, peer, 'question');
    const recv = watch(rep.recv());
    await net.clock.advance(20);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    await rep.send('answer');
    expect(peer.sent[0]?.text).toBe('answer');
  });

  test('[REP-15] junk is dropped and counted, the pipe stays, a good request is served', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    const recv = watch(rep.recv());
    peer.deliver(Uint8Array.of());
    peer.deliver(Uint8Array.of(0x80, 0, 0));
    peer.deliver(Uint8Array.of(0, 0, 0, 1));
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0));
    await settled();
    expect([recv.state, peer.closed, counter(rep, 'rx_malformed')]).toEqual(['pending', false, 4]);
    peer.deliver(ID, 'good');
    await settled();
    expect(recv.state).toBe('good');
  });

  test('[REP-16] three words pass with a ttl of 8 and 3, and are dropped and counted with 2; it is read for each message', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    const three = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0, 0, 3);
    expect((await ask(rep, peer, 'with 8', three)).text()).toBe('with 8');
    rep.configure({ ttl: 3 });
    expect((await ask(rep, peer, 'with 3', three)).text()).toBe('with 3');
    rep.configure({ ttl: 2 });
    peer.deliver(three, 'with 2');
    expect(rep.tryRecv()).toBeUndefined();
    expect([counter(rep, 'ttl_drop'), counter(rep, 'rx_malformed')]).toEqual([1, 0]);
  });

  test('[REP-21] a request that waits in a pipe goes with the pipe, and with the socket', async () => {
    const { net, rep } = open();
    const [a, b] = [await net.connect(rep), await net.connect(rep)];
    a.deliver(ID, 'lost');
    a.lose();
    await settled();
    expect(rep.tryRecv()).toBeUndefined();
    expect(counter(rep, 'pipe_closed')).toBe(1);
    b.deliver(ID, 'waits');
    await rep.close();
    expect(b.closed).toBe(true);
    await expect(rep.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect(net.clock.pending).toBe(0);
  });

  test('[REP-22] a pipe holds one request; further ones of that peer stay in the transport', async () => {
    const { net, rep } = open();
    const [a, b] = [await net.connect(rep), await net.connect(rep)];
    for (const text of ['a1', 'a2', 'a3']) a.deliver(ID, text);
    b.deliver(ID, 'b1');
    expect([a.waiting, b.waiting]).toEqual([2, 0]);
    const served: string[] = [];
    for (let n = 0; n < 4; n++) {
      served.push((await rep.recv()).text());
      await settled();
    }
    expect(served).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  test('[REP-28] trySend and tryRecv tell readiness (our choice: there are no descriptors to poll)', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    const unsent = (): void => {
      expect(() => rep.trySend('reply')).toThrow(expect.objectContaining(PROTO_STATE));
    };
    expect(rep.tryRecv()).toBeUndefined();
    unsent();
    peer.deliver(ID, 'question');
    expect(rep.tryRecv()?.text()).toBe('question');
    expect(rep.tryRecv()).toBeUndefined();
    expect(rep.trySend('reply')).toBe(true);
    unsent();
    peer.hold();
    for (const accepted of [true, false]) {
      peer.deliver(ID, 'question');
      rep.tryRecv();
      expect(rep.trySend('reply')).toBe(accepted);
    }
    peer.take();
    expect(rep.trySend('reply')).toBe(true);
  });
});
