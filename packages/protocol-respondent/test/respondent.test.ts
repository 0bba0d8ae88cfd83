import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRespondent, type Respondent, type RespondentOptions } from '@sp/protocol-respondent';

const newNet = mockNets(afterEach);

async function open(
  options?: Partial<RespondentOptions>,
): Promise<{ net: MockNet; respondent: Respondent; peer: MockPipe }> {
  const net = newNet();
  const respondent = createRespondent(net.net, options);
  return { net, respondent, peer: await net.connect(respondent) };
}

const ID = Uint8Array.of(0x80, 0, 0, 1);
const PROTO_STATE = { code: 'ERR_SP_PROTO_STATE' };

/** Delivers a survey with this backtrace, and receives it. */
async function ask(respondent: Respondent, peer: MockPipe, text: string, backtrace = ID): Promise<Message> {
  peer.deliver(backtrace, text);
  return respondent.recv();
}

describe('a survey and its response', () => {
  test('[RESP-1] a send before any recv is ERR_SP_PROTO_STATE', async () => {
    const { respondent, peer } = await open();
    peer.deliver(ID, 'not received yet');
    await expect(respondent.send('x')).rejects.toMatchObject(PROTO_STATE);
    expect(() => respondent.trySend('x')).toThrow(expect.objectContaining(PROTO_STATE));
  });

  test('[RESP-2] every survey gets one response; a second send is ERR_SP_PROTO_STATE', async () => {
    const { respondent, peer } = await open();
    for (const n of [1, 2]) {
      await ask(respondent, peer, 'question', Uint8Array.of(0x80, 0, 0, n));
      await respondent.send(Uint8Array.of(0xff, n));
      await expect(respondent.send('another')).rejects.toMatchObject(PROTO_STATE);
    }
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([
      Uint8Array.of(0x80, 0, 0, 1, 0xff, 1),
      Uint8Array.of(0x80, 0, 0, 2, 0xff, 2),
    ]);
  });

  test('a backtrace of several words comes back verbatim, whatever becomes of the survey and of the header given', async () => {
    const { respondent, peer } = await open();
    const backtrace = Uint8Array.of(0x01, 2, 3, 4, 0x7f, 6, 7, 8, 0x89, 10, 11, 12);
    const survey = await ask(respondent, peer, 'q', backtrace);
    expect([survey.header, survey.text(), survey.pipe === undefined]).toEqual([Uint8Array.of(), 'q', false]);
    survey.body.fill(0xee);
    await respondent.send(new Message('a', Uint8Array.of(9, 9, 9, 9)));
    expect(peer.sent[0]?.bytes).toEqual(Uint8Array.of(...backtrace, 0x61));
  });

  test('not responding is allowed; the response goes to the survey received last', async () => {
    const { net, respondent, peer } = await open();
    const other = await net.connect(respondent);
    await ask(respondent, peer, 'ignored');
    await ask(respondent, other, 'answered');
    await respondent.send('answer');
    expect([peer.sent.length, other.sent.length]).toEqual([0, 1]);
  });

  test('[RESP-10] the surveyor left before the response: send succeeds, the drop is counted', async () => {
    const { respondent, peer } = await open();
    await ask(respondent, peer, 'question');
    peer.lose();
    await settled();
    await respondent.send('to nobody');
    expect(counter(respondent, 'no_peer')).toBe(1);
    await expect(respondent.send('again')).rejects.toMatchObject(PROTO_STATE);
  });
});

describe('receiving', () => {
  test('[RESP-3] recvDeadline passes: ERR_SP_RECV_TIMEOUT, and a survey that was unanswered cannot be answered any more', async () => {
    const { net, respondent, peer } = await open({ recvDeadline: 20 });
    await ask(respondent, peer, 'question');
    const recv = watch(respondent.recv());
    await net.clock.advance(19);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    await expect(respondent.send('answer')).rejects.toMatchObject(PROTO_STATE);
    expect(peer.sent).toEqual([]);
  });

  test('[RESP-3] so does a recv that tries only once, and tryRecv', async () => {
    const { respondent, peer } = await open();
    await ask(respondent, peer, 'question');
    await expect(respondent.recv({ timeout: 0 })).rejects.toMatchObject({ code: 'ERR_SP_RECV_TIMEOUT' });
    await expect(respondent.send('answer')).rejects.toMatchObject(PROTO_STATE);
    await ask(respondent, peer, 'question');
    expect(respondent.tryRecv()).toBeUndefined();
    await expect(respondent.send('answer')).rejects.toMatchObject(PROTO_STATE);
  });

  test('[RESP-4] a second recv is ERR_SP_PROTO_STATE, the first still gets the survey, and its response goes out', async () => {
    const { respondent, peer } = await open();
    const first = watch(respondent.recv());
    await expect(respondent.recv()).rejects.toMatchObject(PROTO_STATE);
    peer.deliver(ID, 'question');
    await settled();
    expect(first.state).toBe('question');
    await respondent.send('answer');
    expect(peer.sent).toHaveLength(1);
  });

  test('[RESP-5] closing the socket ends a recv that waits with ERR_SP_CLOSED, as are later calls', async () => {
    const { net, respondent } = await open();
    const recv = watch(respondent.recv());
    await respondent.close();
    await settled();
    expect(recv.state).toBe('ERR_SP_CLOSED');
    await expect(respondent.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(respondent.send('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect(net.clock.pending).toBe(0);
  });

  test('[RESP-6] junk is dropped and counted, the pipe stays, a good survey is received', async () => {
    const { respondent, peer } = await open();
    const recv = watch(respondent.recv());
    peer.deliver(Uint8Array.of());
    peer.deliver(Uint8Array.of(0x80, 0, 0));
    peer.deliver(Uint8Array.of(0, 0, 0, 1));
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0));
    await settled();
    expect([recv.state, peer.closed, counter(respondent, 'rx_malformed')]).toEqual(['pending', false, 4]);
    peer.deliver(ID, 'good');
    await settled();
    expect(recv.state).toBe('good');
  });

  test('[RESP-7] ttl 3: two and three words pass in order, four are dropped and counted', async () => {
    const { respondent, peer } = await open({ ttl: 3 });
    peer.deliver(Uint8Array.of(0, 0, 0, 1), ID, 'two');
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3), ID, 'four');
    peer.deliver(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2), ID, 'three');
    peer.deliver(ID, 'one');
    const got = [respondent.tryRecv(), respondent.tryRecv(), respondent.tryRecv(), respondent.tryRecv()];
    expect(got.map((survey) => survey?.text())).toEqual(['two', 'three', 'one', undefined]);
    expect([counter(respondent, 'ttl_drop'), counter(respondent, 'rx_malformed')]).toEqual([1, 0]);
  });

  test('[RESP-8] three words pass with the ttl of 8 that is the default, and are dropped with 2; it is read for each message', async () => {
    const { respondent, peer } = await open();
    const three = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0, 0, 3);
    expect((await ask(respondent, peer, 'with 8', three)).text()).toBe('with 8');
    respondent.configure({ ttl: 2 });
    peer.deliver(three, 'with 2');
    expect([respondent.tryRecv(), counter(respondent, 'ttl_drop')]).toEqual([undefined, 1]);
  });

  test('[RESP-16] a survey of a pipe that is gone can still be received; the response is dropped and counted', async () => {
    const { respondent, peer } = await open();
    peer.deliver(ID, 'last words');
    peer.lose();
    await settled();
    expect((await respondent.recv()).text()).toBe('last words');
    await respondent.send('to nobody');
    expect([peer.sent, counter(respondent, 'no_peer')]).toEqual([[], 1]);
    await expect(respondent.send('again')).rejects.toMatchObject(PROTO_STATE);
  });
});

describe('the receive queue', () => {
  test('a full queue stops its peers, equally; receiving lets them go on', async () => {
    const { net, respondent, peer } = await open({ readQLen: 1 });
    const other = await net.connect(respondent);
    for (const text of ['a', 'b', 'c']) peer.deliver(ID, text);
    for (const text of ['x', 'y']) other.deliver(ID, text);
    expect([peer.paused, peer.waiting, other.paused, other.waiting]).toEqual([true, 1, true, 1]);
    let got = '';
    for (let n = 0; n < 5; n++) {
      got += (await respondent.recv()).text();
      await settled();
    }
    expect(got).toBe('abxcy');
  });

  test('[RESP-13] setting readQLen discards and counts what is queued; what a pipe holds moves up', async () => {
    const { respondent, peer } = await open({ readQLen: 2 });
    for (const text of ['queued', 'queued', 'held', 'in the transport']) peer.deliver(ID, text);
    expect(peer.waiting).toBe(1);
    respondent.configure({ readQLen: 2 });
    expect(counter(respondent, 'resized')).toBe(2);
    await settled();
    expect([respondent.tryRecv()?.text(), respondent.tryRecv()?.text()]).toEqual(['held', 'in the transport']);
    expect(respondent.tryRecv()).toBeUndefined();
  });

  test('[RESP-13] setting readQLen: a recv that waits goes on, and gets the next survey', async () => {
    const { respondent, peer } = await open();
    const recv = watch(respondent.recv());
    respondent.configure({ readQLen: 0 });
    peer.deliver(ID, 'next');
    await settled();
    expect(recv.state).toBe('next');
    for (const text of ['held', 'waits']) peer.deliver(ID, text);
    expect([peer.paused, peer.waiting]).toEqual([true, 1]);
  });

  test('[RESP-14] a pipe that closes with a full queue loses what it held, which is counted; the socket stays usable', async () => {
    const { net, respondent, peer } = await open({ readQLen: 1 });
    for (const text of ['queued', 'held', 'in the transport']) peer.deliver(ID, text);
    peer.lose();
    await settled();
    expect(counter(respondent, 'pipe_closed')).toBe(1);
    expect([respondent.tryRecv()?.text(), respondent.tryRecv()]).toEqual(['queued', undefined]);
    const other = await net.connect(respondent);
    expect((await ask(respondent, other, 'still usable')).text()).toBe('still usable');
  });

  test('[RESP-14] closing the socket with a full queue ends everything', async () => {
    const { net, respondent, peer } = await open({ readQLen: 1 });
    for (const text of ['queued', 'held', 'in the transport']) peer.deliver(ID, text);
    await respondent.close();
    expect([peer.closed, net.clock.pending]).toEqual([true, 0]);
    await expect(respondent.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });
});
