import { afterEach, describe, expect, test } from '@jest/globals';
import { counter, mockNets, settled, watch, type MockNet } from '@sp/compliance';
import { createRespondent, type Respondent, type RespondentOptions } from '@sp/protocol-respondent';

const newNet = mockNets(afterEach);

function open(options?: Partial<RespondentOptions>): { net: MockNet; respondent: Respondent } {
  const net = newNet();
  return { net, respondent: createRespondent(net.net, options) };
}

const ID = Uint8Array.of(0x80, 0, 0, 1);
const CLOSED = { code: 'ERR_SP_CLOSED' };

describe('contexts', () => {
  test('each remembers its own survey, and responds to that in any order', async () => {
    const { net, respondent } = open();
    const peers = [await net.connect(respondent), await net.connect(respondent), await net.connect(respondent)];
    const contexts = peers.map(() => respondent.openContext());
    for (const [n, peer] of peers.entries()) peer.deliver(Uint8Array.of(0x80, 0, 0, n), `${n}`);
    const surveys = [];
    for (const context of contexts) surveys.push((await context.recv()).text());
    expect(surveys).toEqual(['0', '1', '2']);
    for (const [n, context] of [...contexts.entries()].reverse()) await context.send(`re: ${n}`);
    for (const [n, peer] of peers.entries()) {
      expect(peer.sent.map(({ header, text }) => [[...header], text])).toEqual([[[0x80, 0, 0, n], `re: ${n}`]]);
    }
  });

  test('receives that wait on several contexts are served first come first served', async () => {
    const { net, respondent } = open();
    const peer = await net.connect(respondent);
    const calls = [respondent.openContext(), respondent.openContext(), respondent].map((context) =>
      watch(context.recv()),
    );
    for (const text of ['a', 'b', 'c']) peer.deliver(ID, text);
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['a', 'b', 'c']);
  });

  test('closing one ends its recv with ERR_SP_CLOSED; the others go on and get the surveys', async () => {
    const { net, respondent } = open();
    const peer = await net.connect(respondent);
    const [closed, kept] = [respondent.openContext(), respondent.openContext()];
    const calls = [watch(closed.recv()), watch(kept.recv())];
    closed.close();
    await expect(closed.recv()).rejects.toMatchObject(CLOSED);
    await expect(closed.send('x')).rejects.toMatchObject(CLOSED);
    peer.deliver(ID, 'question');
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'question']);
    await kept.send('answer');
    expect(peer.sent).toHaveLength(1);
  });

  test('[RESP-5] closing the socket ends every recv that waits; contexts are closed with it', async () => {
    const { net, respondent } = open();
    const contexts = [respondent.openContext(), respondent.openContext()] as const;
    const calls = contexts.map((context) => watch(context.recv()));
    await respondent.close();
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    const closed = expect.objectContaining(CLOSED);
    expect(() => {
      contexts[0].close();
    }).toThrow(closed);
    expect(() => respondent.openContext()).toThrow(closed);
    expect(net.clock.pending).toBe(0);
  });

  test('one takes over the deadlines and bestEffort of the moment; later changes do not reach it', async () => {
    const given = { recvDeadline: 1, sendDeadline: 2, bestEffort: true };
    const { net, respondent } = open(given);
    const context = respondent.openContext();
    respondent.configure({ recvDeadline: 70, sendDeadline: 80, bestEffort: false });
    expect(context.options).toEqual(given);
    expect(respondent.openContext({ sendDeadline: 5 }).options).toEqual({
      recvDeadline: 70,
      sendDeadline: 5,
      bestEffort: false,
    });
    const recv = watch(context.recv());
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    const peer = await net.connect(respondent);
    peer.hold();
    for (let n = 0; n < 3; n++) {
      peer.deliver(ID, 'question');
      await context.recv();
      await context.send('answer');
    }
    expect(counter(respondent, 'best_effort')).toBe(2);
  });
});

describe('serve()', () => {
  test('responds with what the handler returns, on contexts of its own, until the socket closes', async () => {
    const { net, respondent } = open();
    const peer = await net.connect(respondent);
    const serving = watch(
      respondent.serve((survey) => (survey.text() === 'quiet' ? undefined : `re: ${survey.text()}`), {
        concurrency: 2,
      }),
    );
    for (const text of ['a', 'quiet', 'b', 'c']) peer.deliver(ID, text);
    await settled();
    expect([peer.sent.map(({ text }) => text), serving.state]).toEqual([['re: a', 're: b', 're: c'], 'pending']);
    expect(peer.sent.every(({ header }) => header.length === 4)).toBe(true);
    await respondent.close();
    await settled();
    expect(serving.state).toBe('done');
  });

  test('a handler that fails responds nothing, is counted and reported, and serving goes on', async () => {
    const { net, respondent } = open();
    const peer = await net.connect(respondent);
    const errors: unknown[] = [];
    const handler = (): string => {
      if (errors.length === 0) throw new Error('first');
      return 'fine';
    };
    void respondent.serve(handler, { onError: (error, survey) => errors.push([String(error), survey.text()]) });
    for (const text of ['a', 'b']) peer.deliver(ID, text);
    await settled();
    expect(peer.sent.map(({ text }) => text)).toEqual(['fine']);
    expect([errors, counter(respondent, 'handler_error')]).toEqual([[['Error: first', 'a']], 1]);
    await respondent.close();
  });
});
