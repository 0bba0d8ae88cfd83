import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawSurveyor, type RawSurveyor, type RawSurveyorOptions } from '@sp/protocol-surveyor';

const newNet = mockNets(afterEach);

async function open(
  options?: Partial<RawSurveyorOptions>,
): Promise<{ net: MockNet; surveyor: RawSurveyor; peer: MockPipe }> {
  const net = newNet();
  const surveyor = createRawSurveyor(net.net, options);
  return { net, surveyor, peer: await net.connect(surveyor) };
}

const ID = Uint8Array.of(0x80, 0, 0, 1);

describe('sending', () => {
  test('[XSURV-1] a message without a header is sent as it is', async () => {
    const { surveyor, peer } = await open();
    await surveyor.send('x');
    expect(peer.sent.map((sent) => sent.bytes)).toEqual([Uint8Array.of(0x78)]);
  });

  test('[XSURV-5] each of two respondents gets three surveys, header and body, in order', async () => {
    const { net, surveyor, peer } = await open();
    const other = await net.connect(surveyor);
    for (const n of [1, 2, 3])
      await surveyor.send(new Message(Uint8Array.of(n), Uint8Array.of(0, 0, 0, 9, 0x80, 0, 0, n)));
    for (const { sent } of [peer, other]) {
      expect(sent.map((message) => message.bytes)).toEqual([
        Uint8Array.of(0, 0, 0, 9, 0x80, 0, 0, 1, 1),
        Uint8Array.of(0, 0, 0, 9, 0x80, 0, 0, 2, 2),
        Uint8Array.of(0, 0, 0, 9, 0x80, 0, 0, 3, 3),
      ]);
    }
  });

  test('[XSURV-2] a hundred sends succeed without a peer, and with a stalled one, whose surplus is counted', async () => {
    const { net, surveyor, peer } = await open({ writeQLen: 10 });
    peer.hold();
    for (let n = 0; n < 100; n++) expect(surveyor.trySend(`${n}`)).toBe(true);
    expect(counter(surveyor, 'tx_discard')).toBe(89);
    peer.release();
    expect(peer.sent.map(({ text }) => text).join()).toBe('0,1,2,3,4,5,6,7,8,9,10');
    const lonely = createRawSurveyor(net.net);
    for (let n = 0; n < 100; n++) await lonely.send('x');
  });
});

describe('receiving', () => {
  test('[XSURV-6] the header of a response is its id, or the whole backtrace of three words', async () => {
    const { surveyor, peer } = await open();
    peer.deliver(ID, Uint8Array.of(1, 2));
    const direct = await surveyor.recv();
    expect([direct.header, direct.body]).toEqual([Uint8Array.of(0x80, 0, 0, 1), Uint8Array.of(1, 2)]);
    peer.deliver(Uint8Array.of(0, 0, 0, 7, 0x12, 0, 0, 8, 0x80, 0, 0, 1), Uint8Array.of(3));
    const forwarded = await surveyor.recv();
    expect(forwarded.header).toEqual(Uint8Array.of(0, 0, 0, 7, 0x12, 0, 0, 8, 0x80, 0, 0, 1));
    expect(forwarded.body).toEqual(Uint8Array.of(3));
    expect(forwarded.pipe).toBeDefined();
  });

  test('[XSURV-3] recvDeadline passes: ERR_SP_RECV_TIMEOUT', async () => {
    const { net, surveyor } = await open({ recvDeadline: 20 });
    const recv = watch(surveyor.recv());
    await net.clock.advance(19);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
  });

  test('[XSURV-4] empty, short and unterminated input is dropped and counted, the pipe stays', async () => {
    const { surveyor, peer } = await open();
    for (const junk of [
      Uint8Array.of(),
      Uint8Array.of(0x80, 0, 0),
      Uint8Array.of(0, 0, 0, 1),
      Uint8Array.of(0, 0, 0, 1, 0x80, 0, 0),
    ]) {
      peer.deliver(junk);
    }
    expect([surveyor.tryRecv(), peer.closed, counter(surveyor, 'rx_malformed')]).toEqual([undefined, false, 4]);
    peer.deliver(ID, 'good');
    expect((await surveyor.recv()).text()).toBe('good');
  });

  test('a full queue stops its peers; receiving lets them go on', async () => {
    const { surveyor, peer } = await open({ readQLen: 1 });
    for (const text of ['a', 'b', 'c', 'd']) peer.deliver(ID, text);
    expect([peer.paused, peer.waiting]).toEqual([true, 2]);
    let got = '';
    for (let n = 0; n < 4; n++) got += (await surveyor.recv()).text();
    expect(got).toBe('abcd');
  });

  test('[XSURV-7] setting readQLen discards queued and held responses, which are counted', async () => {
    const { surveyor, peer } = await open({ readQLen: 2 });
    for (const text of ['a', 'b', 'c']) peer.deliver(ID, text);
    surveyor.configure({ readQLen: 2 });
    expect([surveyor.tryRecv(), counter(surveyor, 'resized')]).toEqual([undefined, 3]);
    await settled();
    peer.deliver(ID, 'd');
    expect((await surveyor.recv()).text()).toBe('d');
  });

  test('[XSURV-7] setting readQLen: a recv that waits goes on, and gets the next response', async () => {
    const { surveyor, peer } = await open();
    const recv = watch(surveyor.recv());
    surveyor.configure({ readQLen: 1 });
    for (const text of ['next', 'queued', 'held', 'waits']) peer.deliver(ID, text);
    await settled();
    expect([recv.state, peer.paused, peer.waiting]).toEqual(['next', true, 1]);
  });

  test('[XSURV-8] a pipe that closes with a full queue loses what it held; what is queued stays', async () => {
    const { net, surveyor, peer } = await open({ readQLen: 1 });
    for (const text of ['queued', 'held', 'in the transport']) peer.deliver(ID, text);
    peer.lose();
    await settled();
    expect(counter(surveyor, 'pipe_closed')).toBe(1);
    expect([surveyor.tryRecv()?.text(), surveyor.tryRecv()]).toEqual(['queued', undefined]);
    const other = await net.connect(surveyor);
    other.deliver(ID, 'still usable');
    expect((await surveyor.recv()).text()).toBe('still usable');
  });

  test('[XSURV-8] closing the socket with a full queue, or a recv that waits, ends everything', async () => {
    const { net, surveyor, peer } = await open({ readQLen: 1 });
    const recv = watch(surveyor.recv());
    for (const text of ['received', 'queued', 'held', 'in the transport']) peer.deliver(ID, text);
    await surveyor.close();
    await settled();
    expect([recv.state, peer.closed, net.clock.pending]).toEqual(['received', true, 0]);
    await expect(surveyor.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(surveyor.send('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });

  test('closing the socket ends a recv that waits with ERR_SP_CLOSED', async () => {
    const { net, surveyor } = await open();
    const recv = watch(surveyor.recv());
    await surveyor.close();
    await settled();
    expect([recv.state, net.clock.pending]).toEqual(['ERR_SP_CLOSED', 0]);
  });
});

test('defaults: queues of 128, no deadline; no surveyTime, sendDeadline, bestEffort, ttl; no contexts', async () => {
  const { surveyor } = await open();
  expect(surveyor.options).toMatchObject({ recvDeadline: Infinity, readQLen: 128, writeQLen: 128, raw: true });
  for (const name of ['surveyTime', 'sendDeadline', 'bestEffort', 'ttl']) {
    expect(() => surveyor.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
  }
  expect(() => (surveyor as unknown as { openContext(): void }).openContext()).toThrow(
    expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
  );
  expect(surveyor.info).toEqual({ self: 0x62, peer: 0x63, selfName: 'surveyor', peerName: 'respondent' });
});
