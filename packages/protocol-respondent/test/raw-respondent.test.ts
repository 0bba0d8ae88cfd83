import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { readWord, wordBytes } from '@sp/core/protocol';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawRespondent, type RawRespondent, type RawRespondentOptions } from '@sp/protocol-respondent';

const newNet = mockNets(afterEach);

const ID = Uint8Array.of(0x80, 0, 0, 1);

/** A socket, a peer, and a way to write to that peer. */
async function open(
  options?: Partial<RawRespondentOptions>,
): Promise<{ net: MockNet; respondent: RawRespondent; peer: MockPipe; to(text: string): Message; pipeId: number }> {
  const net = newNet();
  const respondent = createRawRespondent(net.net, options);
  let pipeId = 0;
  respondent.setPipeHook({ attached: (pipe) => (pipeId = pipe.id) });
  const peer = await net.connect(respondent);
  respondent.setPipeHook(undefined);
  return { net, respondent, peer, pipeId, to: (text) => new Message(text, Uint8Array.of(...wordBytes(pipeId), ...ID)) };
}

describe('headers', () => {
  test('[XRESP-1] the header of a survey is the id of its pipe, then the backtrace: 8 bytes for a direct one', async () => {
    const { respondent, peer, pipeId } = await open();
    peer.deliver(ID, Uint8Array.of(1, 2));
    const survey = await respondent.recv();
    expect(survey.header).toEqual(Uint8Array.of(...wordBytes(pipeId), 0x80, 0, 0, 1));
    expect([survey.body, survey.pipe?.id]).toEqual([Uint8Array.of(1, 2), pipeId]);
  });

  test('[XRESP-2] ttl 3: two words give a header of 12 bytes, three one of 16, four are dropped and counted', async () => {
    const { respondent, peer, pipeId } = await open({ ttl: 3 });
    const [one, two, three] = [Uint8Array.of(0, 0, 0, 7), Uint8Array.of(0x12, 0, 0, 8), Uint8Array.of(0x7f, 0, 0, 9)];
    peer.deliver(one, ID, Uint8Array.of(2));
    peer.deliver(one, two, three, ID, Uint8Array.of(4));
    peer.deliver(one, two, ID, Uint8Array.of(3));
    const first = await respondent.recv();
    expect([first.header, first.body]).toEqual([Uint8Array.of(...wordBytes(pipeId), ...one, ...ID), Uint8Array.of(2)]);
    const second = await respondent.recv();
    expect([second.header, second.body]).toEqual([
      Uint8Array.of(...wordBytes(pipeId), ...one, ...two, ...ID),
      Uint8Array.of(3),
    ]);
    expect([respondent.tryRecv(), counter(respondent, 'ttl_drop')]).toEqual([undefined, 1]);
  });

  test('[XRESP-3] a message without a header, or to an unknown pipe, is dropped and counted, which counts as sent', async () => {
    const { respondent, peer, pipeId } = await open();
    await respondent.send('x');
    await respondent.send(new Message('x', Uint8Array.of(0, 0, 0)));
    await respondent.send(new Message('x', Uint8Array.of(...wordBytes(pipeId ^ 1), ...ID)));
    expect([peer.sent, counter(respondent, 'tx_malformed'), counter(respondent, 'no_peer')]).toEqual([[], 2, 1]);
  });

  test('a survey sent back as it is reaches its surveyor, without the id of the pipe', async () => {
    const { net, respondent, peer } = await open();
    const peers = [peer, await net.connect(respondent)];
    for (const each of peers) each.deliver(Uint8Array.of(0, 0, 0, 5), ID, 'echo');
    for (let n = 0; n < 2; n++) await respondent.send(await respondent.recv());
    for (const { sent } of peers) {
      expect(sent.map((message) => message.bytes)).toEqual([
        Uint8Array.of(0, 0, 0, 5, 0x80, 0, 0, 1, 0x65, 0x63, 0x68, 0x6f),
      ]);
    }
    expect(readWord(ID, 0)).toBe(0x80000001);
  });

  test('[XRESP-6] junk is dropped and counted, the pipe stays', async () => {
    const { respondent, peer } = await open();
    peer.deliver(Uint8Array.of());
    peer.deliver(Uint8Array.of(0x80, 0, 0));
    peer.deliver(Uint8Array.of(0, 0, 0, 1));
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0));
    expect([respondent.tryRecv(), peer.closed, counter(respondent, 'rx_malformed')]).toEqual([undefined, false, 4]);
    peer.deliver(ID, 'good');
    expect((await respondent.recv()).text()).toBe('good');
  });
});

describe('sending', () => {
  test('[XRESP-4] stalled peer: a few sends succeed, then ERR_SP_SEND_TIMEOUT (pins our choice: a mock pipe that holds one)', async () => {
    const { net, respondent, peer, to } = await open({ writeQLen: 2, sendDeadline: 20 });
    peer.hold();
    for (const text of ['1', '2', '3']) await respondent.send(to(text));
    const message = to('4');
    const header = message.header.slice();
    const send = watch(respondent.send(message));
    await net.clock.advance(19);
    expect(send.state).toBe('pending');
    await net.clock.advance(1);
    expect([send.state, message.header]).toEqual(['ERR_SP_SEND_TIMEOUT', header]);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['1', '2', '3']);
  });

  test('[XRESP-4] stalled peer, bestEffort: a hundred sends succeed, the surplus is counted', async () => {
    const { respondent, peer, to } = await open({ writeQLen: 2, bestEffort: true });
    peer.hold();
    for (let n = 0; n < 100; n++) await respondent.send(to(`${n}`));
    expect(counter(respondent, 'best_effort')).toBe(97);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['0', '1', '2']);
  });

  test('[XRESP-5] the pipe closes while a send waits: it succeeds, and the drop is counted', async () => {
    const { respondent, peer, to } = await open({ writeQLen: 0 });
    peer.hold();
    await respondent.send(to('in the connection'));
    const send = watch(respondent.send(to('waits')));
    await settled();
    expect(send.state).toBe('pending');
    peer.lose();
    await settled();
    expect([send.state, counter(respondent, 'pipe_closed')]).toEqual(['done', 1]);
  });

  test('closing the socket ends a send that waits with ERR_SP_CLOSED', async () => {
    const { net, respondent, peer, to } = await open({ writeQLen: 0 });
    peer.hold();
    await respondent.send(to('in the connection'));
    const send = watch(respondent.send(to('waits')));
    const closing = respondent.close();
    await net.clock.advance(1000);
    expect([send.state, await closing, net.clock.pending]).toEqual(['ERR_SP_CLOSED', { dropped: 1 }, 0]);
  });
});

describe('the receive queue', () => {
  test('[XRESP-6] recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
    const { net, respondent } = await open({ recvDeadline: 20 });
    const recv = watch(respondent.recv());
    await net.clock.advance(19);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
  });

  test('[XRESP-7] setting readQLen discards queued and held surveys, which are counted', async () => {
    const { respondent, peer } = await open({ readQLen: 2 });
    for (const text of ['a', 'b', 'c']) peer.deliver(ID, text);
    respondent.configure({ readQLen: 2 });
    expect([respondent.tryRecv(), counter(respondent, 'resized')]).toEqual([undefined, 3]);
    await settled();
    peer.deliver(ID, 'd');
    expect((await respondent.recv()).text()).toBe('d');
  });

  test('[XRESP-7] setting readQLen: a recv that waits goes on, and gets the next survey', async () => {
    const { respondent, peer } = await open();
    const recv = watch(respondent.recv());
    respondent.configure({ readQLen: 0 });
    peer.deliver(ID, 'next');
    await settled();
    expect(recv.state).toBe('next');
    for (const text of ['held', 'waits']) peer.deliver(ID, text);
    expect([peer.paused, peer.waiting]).toEqual([true, 1]);
  });

  test('[XRESP-8] a pipe that closes with a full queue loses what it held, which is counted; the socket stays usable', async () => {
    const { net, respondent, peer } = await open({ readQLen: 1 });
    for (const text of ['queued', 'held', 'in the transport']) peer.deliver(ID, text);
    peer.lose();
    await settled();
    expect(counter(respondent, 'pipe_closed')).toBe(1);
    expect([respondent.tryRecv()?.text(), respondent.tryRecv()]).toEqual(['queued', undefined]);
    const other = await net.connect(respondent);
    other.deliver(ID, 'still usable');
    expect((await respondent.recv()).text()).toBe('still usable');
    for (const text of ['queued', 'held', 'in the transport']) other.deliver(ID, text);
    await respondent.close();
    expect([other.closed, net.clock.pending]).toEqual([true, 0]);
  });
});

test('defaults: queues of 128, ttl 8, no deadlines (in our numbers); no contexts', async () => {
  const { respondent } = await open();
  expect(respondent.options).toMatchObject({
    recvDeadline: Infinity,
    sendDeadline: Infinity,
    bestEffort: false,
    readQLen: 128,
    writeQLen: 128,
    ttl: 8,
    raw: true,
  });
  expect(() => (respondent as unknown as { openContext(): void }).openContext()).toThrow(
    expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
  );
  expect(respondent.info).toEqual({ self: 0x63, peer: 0x62, selfName: 'respondent', peerName: 'surveyor' });
});
