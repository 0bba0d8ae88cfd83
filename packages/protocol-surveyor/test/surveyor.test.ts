import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { readWord } from '@sp/core/protocol';
import { counter, idOf, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createSurveyor, type Surveyor, type SurveyorOptions } from '@sp/protocol-surveyor';

const newNet = mockNets(afterEach);

function open(options?: Partial<SurveyorOptions>): { net: MockNet; surveyor: Surveyor } {
  const net = newNet();
  return { net, surveyor: createSurveyor(net.net, options) };
}

/** A socket with one peer that has one survey. */
async function asked(
  options?: Partial<SurveyorOptions>,
): Promise<{ net: MockNet; surveyor: Surveyor; peer: MockPipe; id: Uint8Array }> {
  const { net, surveyor } = open(options);
  const peer = await net.connect(surveyor);
  await surveyor.send('question');
  return { net, surveyor, peer, id: idOf(peer.sent[0]) };
}

const PROTO_STATE = { code: 'ERR_SP_PROTO_STATE' };

describe('sending', () => {
  test('a survey goes to every peer as an id with the top bit set, then the body; every survey has another id', async () => {
    const { net, surveyor } = open();
    const peers = [await net.connect(surveyor), await net.connect(surveyor)];
    await surveyor.send(Uint8Array.of(1, 2));
    await surveyor.send(new Message(Uint8Array.of(3), Uint8Array.of(9, 9, 9, 9)));
    for (const peer of peers) {
      expect(peer.sent.map((sent) => [sent.bytes.length, [...sent.bytes.slice(4)]])).toEqual([
        [6, [1, 2]],
        [5, [3]],
      ]);
      expect(peer.sent.every((sent) => readWord(sent.bytes, 0) >= 0x80000000)).toBe(true);
    }
    const [first, second] = peers[0]!.sent;
    expect(idOf(first)).not.toEqual(idOf(second));
    expect(idOf(first)).toEqual(idOf(peers[1]!.sent[0]));
  });

  test('the first id differs from socket to socket', async () => {
    const ids = new Set<number>();
    for (let n = 0; n < 8; n++) ids.add(readWord((await asked()).id, 0));
    expect(ids.size).toBeGreaterThan(1);
  });

  test('[SURV-2] without peers a send succeeds, any number of times, without waiting', async () => {
    const { surveyor } = open();
    for (let n = 0; n < 1000; n++) expect(surveyor.trySend('x')).toBe(true);
    await surveyor.send('x');
  });

  test('[SURV-2] a stalled peer with writeQLen 1 delays nobody: what it has no room for is dropped for it alone, and counted', async () => {
    const { net, surveyor } = open({ writeQLen: 1 });
    const [stalled, other] = [await net.connect(surveyor), await net.connect(surveyor)];
    stalled.hold();
    for (let n = 0; n < 100; n++) await surveyor.send(`${n}`);
    expect([other.sent.length, counter(surveyor, 'tx_discard')]).toEqual([100, 98]);
    stalled.release();
    expect(stalled.sent.map(({ bytes: sent }) => new Message(sent.slice(4)).text())).toEqual(['0', '1']);
  });

  test('[SURV-19] a peer that comes after the send does not get the survey', async () => {
    const { net, surveyor } = open({ surveyTime: Infinity });
    await surveyor.send('early');
    const peer = await net.connect(surveyor);
    await net.clock.advance(10_000);
    expect(peer.sent).toEqual([]);
    await surveyor.send('now');
    expect(peer.sent).toHaveLength(1);
  });

  test('[SURV-21, SURV-22] it can always be sent; it can be received only while a response waits (trySend and tryRecv tell)', async () => {
    const { surveyor, peer, id } = await asked();
    peer.hold();
    for (let n = 0; n < 200; n++) expect(surveyor.openContext().trySend('x')).toBe(true);
    expect(surveyor.tryRecv()).toBeUndefined();
    peer.deliver(id, 'response');
    expect(surveyor.tryRecv()?.text()).toBe('response');
    expect(surveyor.tryRecv()).toBeUndefined();
  });
});

describe('receiving', () => {
  test('[SURV-1] a recv without a survey is ERR_SP_PROTO_STATE', async () => {
    const { net, surveyor } = open();
    await net.connect(surveyor);
    await expect(surveyor.recv()).rejects.toMatchObject(PROTO_STATE);
    expect(() => surveyor.tryRecv()).toThrow(expect.objectContaining(PROTO_STATE));
  });

  test('[SURV-20] a response has an empty header, and the pipe of its sender', async () => {
    const { net, surveyor } = open();
    const ids: number[] = [];
    surveyor.setPipeHook({ attached: (pipe) => ids.push(pipe.id) });
    await net.connect(surveyor);
    const peer = await net.connect(surveyor);
    await surveyor.send('question');
    peer.deliver(idOf(peer.sent[0]), Uint8Array.of(1, 2));
    peer.deliver(idOf(peer.sent[0]));
    const response = await surveyor.recv();
    expect([response.header, response.body, response.pipe?.id]).toEqual([Uint8Array.of(), Uint8Array.of(1, 2), ids[1]]);
    expect((await surveyor.recv()).body).toEqual(Uint8Array.of());
  });

  test('responses come in the order of arrival, each to one of the receives that wait', async () => {
    const { surveyor, peer, id } = await asked();
    const calls = [watch(surveyor.recv()), watch(surveyor.recv())];
    for (const text of ['a', 'b', 'c', 'c']) peer.deliver(id, text);
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['a', 'b']);
    expect([surveyor.tryRecv()?.text(), surveyor.tryRecv()?.text()]).toEqual(['c', 'c']);
  });

  test('[SURV-4] recvDeadline before surveyTime: ERR_SP_RECV_TIMEOUT, and a later response is still received', async () => {
    const { net, surveyor, peer, id } = await asked({ recvDeadline: 20, surveyTime: 100 });
    const recv = watch(surveyor.recv());
    await net.clock.advance(19);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    peer.deliver(id, 'later');
    expect((await surveyor.recv()).text()).toBe('later');
  });

  test('an aborted recv rejects with the reason of its signal (pins our choice), and the survey goes on', async () => {
    const { surveyor, peer, id } = await asked();
    const controller = new AbortController();
    const recv = watch(surveyor.recv({ signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    await settled();
    expect(recv.state).toBe(reason);
    peer.deliver(id, 'later');
    expect((await surveyor.recv()).text()).toBe('later');
  });

  test('[SURV-9] a hundred responses, readQLen 2: the first two are received, then ERR_SP_RECV_TIMEOUT; the rest is counted', async () => {
    const { net, surveyor } = open({ readQLen: 2, recvDeadline: 10 });
    const peers = [];
    for (let n = 0; n < 100; n++) peers.push(await net.connect(surveyor));
    await surveyor.send('everybody?');
    for (const [n, peer] of peers.entries()) peer.deliver(idOf(peer.sent[0]), `${n}`);
    expect([(await surveyor.recv()).text(), (await surveyor.recv()).text()]).toEqual(['0', '1']);
    const third = watch(surveyor.recv());
    await net.clock.advance(10);
    expect([third.state, counter(surveyor, 'rx_discard')]).toEqual(['ERR_SP_RECV_TIMEOUT', 98]);
    expect(peers.some(({ paused, closed }) => paused || closed)).toBe(false);
  });

  test('with a readQLen of 0 only a recv that waits gets a response', async () => {
    const { surveyor, peer, id } = await asked({ readQLen: 0 });
    peer.deliver(id, 'nobody waits');
    const recv = watch(surveyor.recv());
    peer.deliver(id, 'somebody waits');
    await settled();
    expect([recv.state, counter(surveyor, 'rx_discard')]).toEqual(['somebody waits', 1]);
  });

  test('[SURV-10] readQLen changed during a survey applies from the next one', async () => {
    const { surveyor, peer, id } = await asked({ readQLen: 1 });
    surveyor.configure({ readQLen: 3 });
    const count = (survey: Uint8Array): number => {
      for (let n = 0; n < 5; n++) peer.deliver(survey, 'response');
      let received = 0;
      while (surveyor.tryRecv() !== undefined) received += 1;
      return received;
    };
    expect(count(id)).toBe(1);
    await surveyor.send('next');
    expect(count(idOf(peer.sent[1]))).toBe(3);
  });

  test('[SURV-12] garbage is dropped and counted, the pipe stays, a recv goes on waiting', async () => {
    const { surveyor, peer, id } = await asked();
    const recv = watch(surveyor.recv());
    peer.deliver(Uint8Array.of());
    peer.deliver(id.slice(0, 3));
    peer.deliver(Uint8Array.of(0x12, 0x34, 0x56, 0x78), 'no top bit');
    peer.deliver(Uint8Array.of(0, 0, 0, 1), id, 'a pipe id first');
    peer.deliver(Uint8Array.of(id[0]!, id[1]!, id[2]!, id[3]! ^ 1), 'an unknown id');
    await settled();
    expect([recv.state, peer.closed]).toEqual(['pending', false]);
    expect([counter(surveyor, 'rx_malformed'), counter(surveyor, 'rx_unmatched')]).toEqual([4, 1]);
    peer.deliver(id, 'good');
    await settled();
    expect(recv.state).toBe('good');
  });

  test('responses stay when their pipe goes, and so does the survey', async () => {
    const { net, surveyor } = open();
    const [a, b] = [await net.connect(surveyor), await net.connect(surveyor)];
    await surveyor.send('question');
    a.deliver(idOf(a.sent[0]), 'last words');
    a.lose();
    await settled();
    expect((await surveyor.recv()).text()).toBe('last words');
    const recv = watch(surveyor.recv());
    b.deliver(idOf(b.sent[0]), 'still here');
    await settled();
    expect(recv.state).toBe('still here');
  });
});
