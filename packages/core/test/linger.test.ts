import { describe, expect, it } from '@jest/globals';
import { SpError } from '@sp/core/transport';
import { settled } from '@sp/compliance';
import { BarePipe } from './support/bare-pipe.ts';
import { createBroadcast } from './support/broadcast.ts';
import { outcome } from './support/outcome.ts';
import { createPair } from './support/pair.ts';
import { recordEvents } from './support/record-events.ts';
import { changed, testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';

const setUp = (options: Parameters<typeof createPair>[1] = {}) => {
  const mock = testNet();
  return { mock, clock: mock.clock, pair: createPair(mock.net, { reconnectTime: 10, ...options }) };
};

describe('closing with nothing queued', () => {
  it('is immediate, with and without a peer', async () => {
    const { mock, pair, clock } = setUp();
    const peer = await mock.connect(pair);
    await pair.send('gone already');
    expect(await pair.close()).toEqual({ dropped: 0 });
    expect([peer.closed, clock.now()]).toEqual([true, 0]);
    expect(await createPair(mock.net).close()).toEqual({ dropped: 0 });
  });

  it('is immediate although the peer does not answer the goodbye', async () => {
    const { mock } = setUp();
    const wire = new BarePipe();
    const pair = createPair(changed(mock, () => ({ dial: () => Promise.resolve(wire) })));
    await pair.dial(ADDRESS);
    expect(await pair.close()).toEqual({ dropped: 0 });
    expect(wire.closes).toBe(1);
  });

  it('leaves no timer and no pipe', async () => {
    const { mock, pair, clock } = setUp({ recvDeadline: 100 });
    await mock.connect(pair);
    pair.recv().catch(() => {});
    await pair.close();
    await settled();
    expect([clock.pending, pair.stats().find('pipes')?.number]).toEqual([0, 0]);
  });
});

describe('closing with messages queued', () => {
  it('ends listeners and waiting calls at once', async () => {
    const { mock, pair } = setUp({ writeQLen: 1 });
    await pair.listen('mock://here');
    mock.acceptDials(ADDRESS).stall(1);
    await pair.dial(ADDRESS, { dialAsync: true });
    await pair.send('queued');
    const calls = [pair.send('waits'), pair.recv(), pair.send('waits too')].map(outcome);
    const closing = outcome(pair.close());
    await settled();
    expect(calls.map((call) => call.code)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    expect(closing.state).toBe('pending');
    await createPair(mock.net).listen('mock://here');
  });

  it('lets them leave, says goodbye and is done', async () => {
    const { mock, pair } = setUp();
    const peer = await mock.connect(pair);
    peer.hold();
    for (const text of ['a', 'b', 'c']) await pair.send(text);
    const closing = outcome(pair.close());
    await settled();
    expect([closing.state, peer.ended]).toEqual(['pending', false]);
    peer.release();
    await settled();
    expect(peer.sent.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect([peer.ended, closing.value]).toEqual([true, { dropped: 0 }]);
  });

  it('waits for what the transport still has', async () => {
    const { mock, pair } = setUp();
    const peer = await mock.connect(pair);
    peer.hold();
    await pair.send('in the transport');
    const closing = outcome(pair.close());
    await settled();
    expect([closing.state, peer.ended, peer.closed]).toEqual(['pending', true, false]);
    peer.release();
    await settled();
    expect([closing.value, peer.sent.length, peer.closed]).toEqual([{ dropped: 0 }, 1, true]);
  });

  it('gives up after linger and says how much was dropped', async () => {
    const { mock, pair, clock } = setUp({ linger: 500 });
    const peer = await mock.connect(pair);
    peer.hold();
    for (const text of ['a', 'b', 'c']) await pair.send(text);
    const closing = outcome(pair.close());
    await clock.advance(499);
    expect(closing.state).toBe('pending');
    await clock.advance(1);
    expect([closing.value, peer.closed]).toEqual([{ dropped: 3 }, true]);
    expect(pair.stats().find('linger')?.number).toBe(3);
  });

  it('drops at once with linger 0', async () => {
    const { pair, clock } = setUp({ linger: 0 });
    await pair.send('x');
    const closing = outcome(pair.close());
    await clock.advance(0);
    expect(closing.value).toEqual({ dropped: 1 });
  });

  it('is over at once where nobody can come for what is queued', async () => {
    const { pair } = setUp();
    await pair.send('x');
    expect(await pair.close()).toEqual({ dropped: 1 });
    const idle = setUp().pair;
    idle.newDialer(ADDRESS);
    await idle.send('x');
    expect(await idle.close()).toEqual({ dropped: 1 });
  });

  it('waits a second by default', async () => {
    const { pair, clock } = setUp();
    await pair.dial(ADDRESS, { dialAsync: true });
    await pair.send('x');
    const closing = outcome(pair.close());
    await clock.advance(999);
    expect(closing.state).toBe('pending');
    await clock.advance(1);
    expect(closing.value).toEqual({ dropped: 1 });
  });

  it('lingers for longer than a timer lasts', async () => {
    const { mock, pair, clock } = setUp({ linger: 2 ** 33 });
    mock.acceptDials(ADDRESS).stall(1);
    await pair.dial(ADDRESS, { dialAsync: true });
    await pair.send('x');
    const closing = outcome(pair.close());
    await clock.advance(2 ** 33 - 1);
    expect(closing.state).toBe('pending');
    await clock.advance(1);
    expect(closing.value).toEqual({ dropped: 1 });
  });

  it('takes the goodbye of all pipes, each with messages of its own', async () => {
    const mock = testNet();
    const broadcast = createBroadcast(mock.net);
    const [fast, slow] = [await mock.connect(broadcast), await mock.connect(broadcast)];
    slow.hold();
    for (const text of ['a', 'b']) await broadcast.send(text);
    const closing = outcome(broadcast.close());
    await settled();
    expect(closing.state).toBe('pending');
    slow.release();
    await settled();
    expect(closing.value).toEqual({ dropped: 0 });
    expect([fast, slow].map((peer) => peer.sent.map(({ text }) => text))).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('fires detached for every pipe', async () => {
    const { mock, pair } = setUp();
    const events = recordEvents(pair);
    const peer = await mock.connect(pair);
    peer.hold();
    await pair.send('x');
    void pair.close();
    expect(events.count('detached')).toBe(0);
    peer.release();
    await settled();
    expect(events.count('detached')).toBe(1);
  });
});

describe('dialers of a closing socket', () => {
  it('go on while something is queued, and bring it to a peer', async () => {
    const { mock, pair, clock } = setUp({ dialAsync: true });
    await pair.dial(ADDRESS);
    await pair.send('x');
    const closing = outcome(pair.close());
    await clock.advance(50);
    const dials = mock.acceptDials(ADDRESS);
    await clock.advance(10);
    expect(dials.pipes[0]?.sent.map(({ text }) => text)).toEqual(['x']);
    expect(closing.value).toEqual({ dropped: 0 });
  });

  it('connect again where a pipe is lost while something is queued', async () => {
    const { mock, pair, clock } = setUp();
    const dials = mock.acceptDials(ADDRESS);
    await pair.dial(ADDRESS);
    dials.pipes[0]?.hold();
    for (const text of ['lost with its pipe', 'queued']) await pair.send(text);
    const closing = outcome(pair.close());
    dials.pipes[0]?.lose(new SpError('ERR_SP_CONN_RESET'));
    await clock.advance(10);
    expect(dials.pipes[1]?.sent.map(({ text }) => text)).toEqual(['queued']);
    expect(closing.value).toEqual({ dropped: 0 });
  });

  it('stop where nothing is queued for them any more', async () => {
    const { mock, pair, clock } = setUp();
    const dials = mock.acceptDials(ADDRESS);
    await pair.dial(ADDRESS);
    dials.pipes[0]?.hold();
    await pair.send('in the transport');
    void pair.close();
    await settled();
    dials.pipes[0]?.lose();
    await clock.advance(1000);
    expect(dials.attempts).toHaveLength(1);
  });

  it('give up attempts under way where nothing is queued for them any more', async () => {
    const mock = testNet();
    const broadcast = createBroadcast(mock.net);
    const dials = mock.acceptDials(ADDRESS);
    dials.stall();
    const dial = outcome(broadcast.dial(ADDRESS));
    (await mock.connect(broadcast)).hold();
    await broadcast.send('in the transport');
    void broadcast.close();
    await settled();
    expect(dial.code).toBe('ERR_SP_CLOSED');
    dials.answer();
    expect(dials.pipes).toEqual([]);
  });

  it('stop when linger is over', async () => {
    const { mock, pair, clock } = setUp({ dialAsync: true, linger: 100 });
    const dials = mock.acceptDials(ADDRESS);
    dials.refuse(1000);
    await pair.dial(ADDRESS);
    await pair.send('x');
    const closing = outcome(pair.close());
    await clock.advance(100);
    const before = dials.attempts.length;
    await clock.advance(1000);
    expect([closing.value, dials.attempts.length - before, clock.pending]).toEqual([{ dropped: 1 }, 0, 0]);
    expect(before).toBeGreaterThan(5);
  });

  it('are not started anew, nor is anything else', async () => {
    const { pair } = setUp();
    const dialer = pair.newDialer(ADDRESS);
    await pair.send('x');
    void pair.close();
    await expect(pair.dial(ADDRESS)).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(dialer.dial()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });
});
