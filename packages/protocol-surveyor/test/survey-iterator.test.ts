import { afterEach, describe, expect, test } from '@jest/globals';
import type { Message } from '@sp/core';
import { counter, idOf, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createSurveyor, type Surveyor, type SurveyorOptions } from '@sp/protocol-surveyor';

const newNet = mockNets(afterEach);

async function open(options?: Partial<SurveyorOptions>): Promise<{ net: MockNet; surveyor: Surveyor; peer: MockPipe }> {
  const net = newNet();
  const surveyor = createSurveyor(net.net, options);
  return { net, surveyor, peer: await net.connect(surveyor) };
}

/** Runs a loop over responses in the background, and shows what it has come to. */
class Loop {
  readonly texts: string[] = [];
  /** 'running', 'ended', or what it threw. */
  state: unknown = 'running';

  constructor(responses: AsyncIterable<Message>) {
    this.#run(responses).then(
      () => (this.state = 'ended'),
      (error: unknown) => (this.state = error),
    );
  }

  async #run(responses: AsyncIterable<Message>): Promise<void> {
    for await (const response of responses) this.texts.push(response.text());
  }
}

describe('survey()', () => {
  test('sends at once, gives the responses as they come, and ends with the survey', async () => {
    const { net, surveyor, peer } = await open({ surveyTime: 100 });
    const loop = new Loop(surveyor.survey('question'));
    expect(peer.sent).toHaveLength(1);
    for (const text of ['a', 'b']) peer.deliver(idOf(peer.sent[0]), text);
    await net.clock.advance(99);
    expect([loop.state, loop.texts]).toEqual(['running', ['a', 'b']]);
    peer.deliver(idOf(peer.sent[0]), 'c');
    await net.clock.advance(1);
    expect([loop.state, loop.texts]).toEqual(['ended', ['a', 'b', 'c']]);
    peer.deliver(idOf(peer.sent[0]), 'late');
    expect(counter(surveyor, 'rx_unmatched')).toBe(1);
    expect(net.clock.keepingAlive).toBe(1); // the listener
  });

  test('timeout takes the place of surveyTime, recvDeadline has no part in it', async () => {
    const { net, surveyor } = await open({ surveyTime: 100, recvDeadline: 5 });
    const loop = new Loop(surveyor.survey('question', { timeout: 20 }));
    await net.clock.advance(19);
    expect(loop.state).toBe('running');
    await net.clock.advance(1);
    expect(loop.state).toBe('ended');
  });

  test('Infinity collects until somebody ends it', async () => {
    const { net, surveyor, peer } = await open();
    const loop = new Loop(surveyor.survey('question', { timeout: Infinity }));
    await net.clock.advance(2 ** 33);
    peer.deliver(idOf(peer.sent[0]), 'late');
    await settled();
    expect([loop.state, loop.texts]).toEqual(['running', ['late']]);
    await surveyor.close();
    await settled();
    expect(loop.state).toBe('ended');
    expect(net.clock.pending).toBe(0);
  });

  test('every call is a survey of its own, and leaves the socket alone', async () => {
    const { net, surveyor, peer } = await open();
    await surveyor.send('socket');
    const loops = ['first', 'second', 'third'].map((text) => new Loop(surveyor.survey(text)));
    for (const sent of [...peer.sent].reverse()) peer.deliver(sent.bytes);
    await net.clock.advance(0);
    expect(loops.map(({ texts }) => texts)).toEqual([['first'], ['second'], ['third']]);
    expect((await surveyor.recv()).text()).toBe('socket');
    await surveyor.close();
  });

  test('responses that came in time are given although the loop gets to them later; beyond readQLen they are dropped', async () => {
    const { net, surveyor, peer } = await open({ surveyTime: 100, readQLen: 2 });
    const responses = surveyor.survey('question');
    for (const text of ['a', 'b', 'c']) peer.deliver(idOf(peer.sent[0]), text);
    await net.clock.advance(100);
    const loop = new Loop(responses);
    await settled();
    expect([loop.state, loop.texts]).toEqual(['ended', ['a', 'b']]);
    expect([counter(surveyor, 'rx_discard'), counter(surveyor, 'unread')]).toEqual([1, 0]);
  });

  test('leaving the loop ends the survey: what is unread is counted, what is late too, nothing is left behind', async () => {
    const { net, surveyor, peer } = await open();
    const controller = new AbortController();
    const responses = surveyor.survey('question', { signal: controller.signal });
    for (const text of ['a', 'b', 'c']) peer.deliver(idOf(peer.sent[0]), text);
    for await (const response of responses) {
      expect(response.text()).toBe('a');
      break;
    }
    peer.deliver(idOf(peer.sent[0]), 'd');
    expect([counter(surveyor, 'unread'), counter(surveyor, 'rx_unmatched')]).toEqual([2, 1]);
    controller.abort();
    expect(await responses.next()).toEqual({ value: undefined, done: true });
    await surveyor.close();
    expect(net.clock.pending).toBe(0);
  });

  test('leaving ends a next() that waits', async () => {
    const { surveyor } = await open();
    const responses = surveyor.survey('question');
    const next = responses.next();
    await responses.return?.();
    expect(await next).toEqual({ value: undefined, done: true });
  });

  test('an abort ends the survey, and the loop throws the reason unchanged', async () => {
    const { surveyor, peer } = await open();
    const controller = new AbortController();
    const loop = new Loop(surveyor.survey('question', { signal: controller.signal }));
    const unread = surveyor.survey('another', { signal: controller.signal });
    peer.deliver(idOf(peer.sent[1]), 'unread');
    const reason = new Error('seen enough');
    controller.abort(reason);
    await settled();
    expect(loop.state).toBe(reason);
    expect(counter(surveyor, 'unread')).toBe(1);
    await expect(unread.next()).rejects.toBe(reason);
    peer.deliver(idOf(peer.sent[0]), 'late');
    expect(counter(surveyor, 'rx_unmatched')).toBe(1);
  });

  test('an abort after the end changes nothing', async () => {
    const { net, surveyor, peer } = await open({ surveyTime: 10 });
    const controller = new AbortController();
    const responses = surveyor.survey('question', { signal: controller.signal });
    peer.deliver(idOf(peer.sent[0]), 'in time');
    await net.clock.advance(10);
    controller.abort(new Error('too late'));
    const loop = new Loop(responses);
    await settled();
    expect([loop.state, loop.texts]).toEqual(['ended', ['in time']]);
  });

  test('closing the socket ends the loop', async () => {
    const { surveyor } = await open();
    const loop = new Loop(surveyor.survey('question'));
    await surveyor.close();
    await settled();
    expect(loop.state).toBe('ended');
  });

  test('keeps the process alive only while somebody waits for a response', async () => {
    const net = newNet();
    const surveyor = createSurveyor(net.net, { surveyTime: 10 });
    const responses = surveyor.survey('question');
    expect(net.clock.keepingAlive).toBe(0);
    const next = watch(responses.next());
    expect(net.clock.keepingAlive).toBe(1);
    await net.clock.advance(10);
    expect([next.state, net.clock.keepingAlive]).toEqual(['done', 0]);
  });

  test('counts what it sends and receives', async () => {
    const { surveyor, peer } = await open();
    const responses = surveyor.survey('four');
    peer.deliver(idOf(peer.sent[0]), 'fifth');
    await responses.next();
    expect(['tx_msgs', 'tx_bytes', 'rx_msgs', 'rx_bytes'].map((name) => counter(surveyor, name))).toEqual([1, 4, 1, 5]);
  });

  test('throws at the call for a closed socket, a payload that is none, a bad timeout, an aborted signal', async () => {
    const { surveyor, peer } = await open();
    const code = (name: string): unknown => expect.objectContaining({ code: name });
    expect(() => surveyor.survey(7 as never)).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(() => surveyor.survey('x', { timeout: -1 })).toThrow(code('ERR_SP_BAD_VALUE'));
    const reason = new Error('never mind');
    expect(() => surveyor.survey('x', { signal: AbortSignal.abort(reason) })).toThrow(reason);
    await surveyor.close();
    expect(() => surveyor.survey(Uint8Array.of(1))).toThrow(code('ERR_SP_CLOSED'));
    expect(peer.sent).toEqual([]);
  });
});
