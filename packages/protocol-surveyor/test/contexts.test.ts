import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { idOf, mockNets, settled, watch, type MockNet } from '@sp/compliance';
import { createSurveyor, type Surveyor, type SurveyorOptions } from '@sp/protocol-surveyor';

const newNet = mockNets(afterEach);

function open(options?: Partial<SurveyorOptions>): { net: MockNet; surveyor: Surveyor } {
  const net = newNet();
  return { net, surveyor: createSurveyor(net.net, options) };
}

const CLOSED = { code: 'ERR_SP_CLOSED' };

describe('closing', () => {
  test('[SURV-13] closing the socket ends every recv that waits with ERR_SP_CLOSED, and leaves no timer', async () => {
    const { net, surveyor } = open();
    const context = surveyor.openContext();
    const calls = [];
    for (const asker of [surveyor, context]) {
      await asker.send('question');
      calls.push(watch(asker.recv()));
    }
    await surveyor.close();
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    for (const asker of [surveyor, context]) {
      await expect(asker.recv()).rejects.toMatchObject(CLOSED);
      await expect(asker.send('x')).rejects.toMatchObject(CLOSED);
    }
    expect(net.clock.pending).toBe(0);
  });

  test('closing the socket discards unread responses', async () => {
    const { net, surveyor } = open();
    const peer = await net.connect(surveyor);
    await surveyor.send('question');
    peer.deliver(idOf(peer.sent[0]), 'unread');
    await surveyor.close();
    await expect(surveyor.recv()).rejects.toMatchObject(CLOSED);
  });

  test('closing lets queued surveys leave within linger', async () => {
    const { net, surveyor } = open();
    const peer = await net.connect(surveyor);
    peer.hold();
    for (const text of ['in the connection', 'queued']) await surveyor.send(text);
    const closing = surveyor.close();
    peer.release();
    expect(await closing).toEqual({ dropped: 0 });
    expect(peer.sent).toHaveLength(2);
  });

  test('[SURV-14] closing a context ends its recv with ERR_SP_CLOSED, as are later ones; others go on', async () => {
    const { net, surveyor } = open();
    const peer = await net.connect(surveyor);
    const [closed, kept] = [surveyor.openContext(), surveyor.openContext()];
    await closed.send('x');
    await kept.send('y');
    const calls = [watch(closed.recv()), watch(kept.recv())];
    closed.close();
    await expect(closed.recv()).rejects.toMatchObject(CLOSED);
    await expect(closed.send('z')).rejects.toMatchObject(CLOSED);
    for (const sent of peer.sent) peer.deliver(idOf(sent), 'response');
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'response']);
  });

  test('[SURV-15] closing a context twice, or after its socket, and opening one on a closed socket are ERR_SP_CLOSED', async () => {
    const { surveyor } = open();
    const [first, second] = [surveyor.openContext(), surveyor.openContext()];
    const closed = expect.objectContaining(CLOSED);
    first.close();
    expect(() => {
      first.close();
    }).toThrow(closed);
    await surveyor.close();
    expect(() => {
      second.close();
    }).toThrow(closed);
    expect(() => surveyor.openContext()).toThrow(closed);
    second[Symbol.dispose]();
  });
});

describe('surveys of several contexts', () => {
  test('[SURV-16] thirty contexts, twenty rounds: each gets the responses to its own survey', async () => {
    const { net, surveyor } = open();
    const peer = await net.connect(surveyor);
    const contexts = Array.from({ length: 30 }, () => surveyor.openContext());
    for (let round = 0; round < 20; round++) {
      for (const [n, context] of contexts.entries()) await context.send(`${round}/${n}`);
      const surveys = peer.sent.splice(0).map(({ bytes }) => bytes);
      if (round % 2 === 1) surveys.reverse();
      for (const survey of surveys) peer.deliver(survey);
      const received = contexts.map((context) => [context.tryRecv()?.text(), context.tryRecv()]);
      expect(received).toEqual(contexts.map((_, n) => [`${round}/${n}`, undefined]));
    }
  });

  test('[SURV-16] responses are received in the reverse order of asking just as well', async () => {
    const { net, surveyor } = open();
    const peer = await net.connect(surveyor);
    const contexts = Array.from({ length: 30 }, () => surveyor.openContext());
    for (const [n, context] of contexts.entries()) await context.send(`${n}`);
    for (const { bytes } of peer.sent) peer.deliver(bytes);
    for (const [n, context] of [...contexts.entries()].reverse()) expect((await context.recv()).text()).toBe(`${n}`);
  });

  test('the socket is a context like any other', async () => {
    const { net, surveyor } = open();
    const peer = await net.connect(surveyor);
    const context = surveyor.openContext();
    await surveyor.send('socket');
    await context.send('context');
    for (const { bytes } of [...peer.sent].reverse()) peer.deliver(bytes);
    expect([(await surveyor.recv()).text(), (await context.recv()).text()]).toEqual(['socket', 'context']);
  });

  test('[SURV-17] a context takes over surveyTime, recvDeadline and readQLen of the moment; later changes do not reach it', async () => {
    const { net, surveyor } = open({ surveyTime: 50, recvDeadline: 20, readQLen: 1 });
    const context = surveyor.openContext();
    surveyor.configure({ surveyTime: 70, recvDeadline: 80, readQLen: 90 });
    expect(context.options).toEqual({ surveyTime: 50, recvDeadline: 20, readQLen: 1 });
    expect(surveyor.openContext({ readQLen: 5 }).options).toEqual({ surveyTime: 70, recvDeadline: 80, readQLen: 5 });
    const peer = await net.connect(surveyor);
    await context.send('question');
    for (const text of ['kept', 'dropped']) peer.deliver(idOf(peer.sent[0]), new Message(text).body);
    expect([context.tryRecv()?.text(), context.tryRecv()]).toEqual(['kept', undefined]);
    const recv = watch(context.recv());
    await net.clock.advance(20);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    await net.clock.advance(30);
    await expect(context.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
  });
});
