import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { readWord, wordBytes } from '@sp/core/protocol';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawRep, type RawRep, type RawRepOptions } from '@sp/protocol-rep';

const newNet = mockNets(afterEach);

function open(options?: Partial<RawRepOptions>): { net: MockNet; rep: RawRep } {
  const net = newNet();
  return { net, rep: createRawRep(net.net, options) };
}

const ID = Uint8Array.of(0x80, 0, 0, 1);

/** A socket, a peer, and a way to write to that peer. */
async function connected(
  options?: Partial<RawRepOptions>,
): Promise<{ net: MockNet; rep: RawRep; peer: MockPipe; to(text: string): Message }> {
  const { net, rep } = open(options);
  let pipeId = 0;
  rep.setPipeHook({ attached: (pipe) => (pipeId = pipe.id) });
  const peer = await net.connect(rep);
  rep.setPipeHook(undefined);
  return { net, rep, peer, to: (text) => new Message(text, Uint8Array.of(...wordBytes(pipeId), ...ID)) };
}

describe('headers', () => {
  test('[XREP-1] the header of a request is the id of its pipe, then the backtrace: 8 bytes for a direct one', async () => {
    const { net, rep } = open();
    const ids: number[] = [];
    rep.setPipeHook({ attached: (pipe) => ids.push(pipe.id) });
    await net.connect(rep);
    const peer = await net.connect(rep);
    peer.deliver(ID, Uint8Array.of(1, 2));
    const direct = await rep.recv();
    expect(direct.header).toEqual(Uint8Array.of(...wordBytes(ids[1]!), 0x80, 0, 0, 1));
    expect([direct.body, direct.pipe?.id]).toEqual([Uint8Array.of(1, 2), ids[1]]);
    peer.deliver(Uint8Array.of(0, 0, 0, 7, 0x12, 0, 0, 8), ID, Uint8Array.of(3));
    const forwarded = await rep.recv();
    expect(forwarded.header).toEqual(Uint8Array.of(...wordBytes(ids[1]!), 0, 0, 0, 7, 0x12, 0, 0, 8, 0x80, 0, 0, 1));
    expect(forwarded.body).toEqual(Uint8Array.of(3));
  });

  test('[XREP-2] a message without a header is dropped and counted, which counts as sent', async () => {
    const { rep, peer } = await connected();
    await rep.send('x');
    await rep.send(new Message('x', Uint8Array.of(0, 0, 0)));
    expect([peer.sent, counter(rep, 'tx_malformed')]).toEqual([[], 2]);
  });

  test('[XREP-3] a message to an unknown pipe is dropped and counted, which counts as sent', async () => {
    const { rep, peer, to } = await connected();
    const { header } = to('x');
    await rep.send(new Message('x', Uint8Array.of(...wordBytes(readWord(header, 0) ^ 1), ...ID)));
    await rep.send(new Message('x', Uint8Array.of(header[0]! | 0x80, header[1]!, header[2]!, header[3]!, ...ID)));
    expect([peer.sent, counter(rep, 'no_peer')]).toEqual([[], 2]);
    peer.lose();
    await settled();
    await rep.send(to('gone'));
    expect(counter(rep, 'no_peer')).toBe(3);
  });

  test('[XREP-9] a request sent back as it is reaches its requester, without the id of the pipe', async () => {
    const { net, rep } = open();
    const peers = [await net.connect(rep), await net.connect(rep), await net.connect(rep)] as const;
    for (const peer of peers) peer.deliver(Uint8Array.of(0, 0, 0, 5), ID, 'echo');
    for (let n = 0; n < 3; n++) await rep.send(await rep.recv());
    for (const peer of peers) {
      expect(peer.sent.map((sent) => sent.bytes)).toEqual([
        Uint8Array.of(0, 0, 0, 5, 0x80, 0, 0, 1, 0x65, 0x63, 0x68, 0x6f),
      ]);
    }
  });

  test('[XREP-9] what follows the id of the pipe is sent unchecked', async () => {
    const { rep, peer, to } = await connected();
    await rep.send(new Message('x', to('').header.slice(0, 4)));
    await rep.send(new Message('x', Uint8Array.of(...to('').header.slice(0, 4), 1, 2)));
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([Uint8Array.of(0x78), Uint8Array.of(1, 2, 0x78)]);
  });

  test('[XREP-6] junk is dropped and counted, the pipe stays', async () => {
    const { rep, peer } = await connected();
    peer.deliver(Uint8Array.of());
    peer.deliver(Uint8Array.of(0x80, 0, 0));
    peer.deliver(Uint8Array.of(0, 0, 0, 1));
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0));
    expect([rep.tryRecv(), peer.closed, counter(rep, 'rx_malformed')]).toEqual([undefined, false, 4]);
    peer.deliver(ID, 'good');
    expect((await rep.recv()).text()).toBe('good');
  });

  test('[XREP-6] three words pass with a ttl of 8 and 3, and are dropped and counted with 2', async () => {
    const { rep, peer } = await connected();
    const three = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0, 0, 3);
    for (const ttl of [8, 3, 2]) {
      rep.configure({ ttl });
      peer.deliver(three, `with ${ttl}`);
    }
    expect([rep.tryRecv()?.text(), rep.tryRecv()?.text(), rep.tryRecv()]).toEqual(['with 8', 'with 3', undefined]);
    expect([counter(rep, 'ttl_drop'), counter(rep, 'rx_malformed')]).toEqual([1, 0]);
  });
});

describe('sending', () => {
  test('[XREP-4] writeQLen 0, stalled pipe: the first send succeeds, the second times out (pins our choice: a mock pipe that holds one)', async () => {
    const { rep, peer, to } = await connected({ writeQLen: 0, sendDeadline: 0 });
    peer.hold();
    await rep.send(to('one'));
    const message = to('two');
    const { header } = message;
    await expect(rep.send(message)).rejects.toMatchObject({ code: 'ERR_SP_SEND_TIMEOUT' });
    expect(message.header).toBe(header);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['one']);
  });

  test('[XREP-4] writeQLen 0, stalled pipe, bestEffort: 100 sends succeed', async () => {
    const { rep, peer, to } = await connected({ writeQLen: 0, bestEffort: true });
    peer.hold();
    for (let n = 0; n < 100; n++) await rep.send(to(`${n}`));
    expect(counter(rep, 'best_effort')).toBe(99);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['0']);
  });

  test('every pipe has a queue of its own, of writeQLen messages as it was when the pipe came', async () => {
    const { net, rep, peer, to } = await connected({ writeQLen: 2 });
    rep.configure({ writeQLen: 0 });
    const other = await net.connect(rep);
    other.deliver(ID, 'question');
    const reply = await rep.recv();
    peer.hold();
    expect(['1', '2', '3', '4'].map((text) => rep.trySend(to(text)))).toEqual([true, true, true, false]);
    other.hold();
    expect([rep.trySend(reply.dup()), rep.trySend(reply)]).toEqual([true, false]);
    const waiting = watch(rep.send(to('4')));
    peer.release();
    await settled();
    expect([waiting.state, peer.sent.map(({ text }) => text).join('')]).toEqual(['done', '1234']);
    expect(peer.sent[3]?.bytes).toEqual(Uint8Array.of(0x80, 0, 0, 1, 0x34));
  });

  test('[XREP-5] the pipe closes while a send waits: ERR_SP_CLOSED, the header is restored', async () => {
    const { rep, peer, to } = await connected({ writeQLen: 0 });
    peer.hold();
    await rep.send(to('one'));
    const message = to('two');
    const header = message.header.slice();
    const send = watch(rep.send(message));
    await settled();
    expect(send.state).toBe('pending');
    peer.lose();
    await settled();
    expect(send.state).toBe('ERR_SP_CLOSED');
    expect(message.header).toEqual(header);
  });

  test('[XREP-8] closing the pipe, or the socket, with a full queue and waiting sends ends everything', async () => {
    for (const what of ['pipe', 'socket']) {
      const { net, rep, peer, to } = await connected({
        writeQLen: 1,
        readQLen: 1,
        linger: 10,
      } as Partial<RawRepOptions>);
      peer.hold();
      const sends = ['in the connection', 'queued', 'waiting'].map((text) => watch(rep.send(to(text))));
      for (const text of ['queued', 'held', 'in the transport']) peer.deliver(ID, text);
      if (what === 'pipe') peer.lose();
      const closing = rep.close();
      await settled();
      expect(sends.map(({ state }) => state)).toEqual(['done', 'done', 'ERR_SP_CLOSED']);
      await net.clock.advance(10);
      expect(await closing).toEqual({ dropped: what === 'pipe' ? 0 : 2 });
      expect([peer.closed, net.clock.pending]).toEqual([true, 0]);
    }
  });
});

describe('the receive queue', () => {
  test('a full queue stops its peers; receiving lets them go on', async () => {
    const { rep, peer } = await connected({ readQLen: 1 });
    for (const text of ['a', 'b', 'c', 'd']) peer.deliver(ID, text);
    expect([peer.paused, peer.waiting]).toEqual([true, 2]);
    let got = '';
    for (let n = 0; n < 4; n++) got += (await rep.recv()).text();
    expect(got).toBe('abcd');
  });

  test('[XREP-7] setting readQLen discards queued and held requests', async () => {
    const { rep, peer } = await connected({ readQLen: 2 });
    for (const text of ['a', 'b', 'c']) peer.deliver(ID, text);
    rep.configure({ readQLen: 2 });
    expect([rep.tryRecv(), counter(rep, 'resized')]).toEqual([undefined, 3]);
    await settled();
    peer.deliver(ID, 'd');
    expect((await rep.recv()).text()).toBe('d');
  });

  test('[XREP-7] setting readQLen: a recv that waits goes on, and gets the next request', async () => {
    const { rep, peer } = await connected();
    const recv = watch(rep.recv());
    rep.configure({ readQLen: 0 });
    peer.deliver(ID, 'next');
    await settled();
    expect(recv.state).toBe('next');
    for (const text of ['held', 'waits']) peer.deliver(ID, text);
    expect([peer.paused, peer.waiting]).toEqual([true, 1]);
  });

  test('[XREP-8] closing with a full queue and a recv that waits ends them', async () => {
    const { net, rep } = await connected();
    const recv = watch(rep.recv());
    await rep.close();
    await settled();
    expect(recv.state).toBe('ERR_SP_CLOSED');
    expect(net.clock.pending).toBe(0);
  });
});

test('[XREP-4, XREP-7] defaults: queues of 128, ttl 8, no deadlines (in our numbers); no contexts', () => {
  const { rep } = open();
  expect(rep.options).toMatchObject({
    recvDeadline: Infinity,
    sendDeadline: Infinity,
    bestEffort: false,
    readQLen: 128,
    writeQLen: 128,
    ttl: 8,
    raw: true,
  });
  expect(() => (rep as unknown as { openContext(): void }).openContext()).toThrow(
    expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
  );
});
