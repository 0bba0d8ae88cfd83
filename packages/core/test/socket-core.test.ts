import { describe, expect, it } from '@jest/globals';
import { transports, type Observed, type Pipe } from '@sp/core';
import { withClock } from '@sp/core/protocol';
import { SpError } from '@sp/core/transport';
import { ManualClock, settled } from '@sp/compliance';
import { createBroadcast } from './support/broadcast.ts';
import { linked } from './support/linked.ts';
import { createPair } from './support/pair.ts';
import { recordEvents } from './support/record-events.ts';
import { testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';
const FAST = { reconnectTime: 10, maxReconnectTime: 20 };

describe('pipe events', () => {
  it('[EV-1] come once each, in order, for the same pipe', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net);
    const events = recordEvents(pair);
    await pair.dial(ADDRESS);
    expect(events.names).toEqual(['attaching', 'attached']);
    (await dials.next()).lose();
    expect(events.names).toEqual(['attaching', 'attached', 'detached']);
    expect(new Set(events.pipes).size).toBe(1);
  });

  it('[EV-2] are only attaching for each of several pipes that the hook refuses', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, FAST);
    const events = recordEvents(pair);
    pair.setPipeHook({
      attaching: (pipe) => {
        events.attaching(pipe);
        pipe.close();
      },
      attached: (pipe) => events.attached(pipe),
      detached: (pipe) => events.detached(pipe),
    });
    await pair.dial(ADDRESS);
    await mock.clock.advance(100);
    expect(new Set(events.names)).toEqual(new Set(['attaching']));
    expect(new Set(events.pipes).size).toBe(events.names.length);
    expect(events.names.length).toBeGreaterThan(2);
  });

  it('[EV-3] are only attaching where the protocol refuses', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const first = await mock.connect(pair);
    const events = recordEvents(pair);
    const second = await mock.connect(pair);
    expect([events.names, first.closed, second.closed]).toEqual([['attaching'], false, true]);
  });

  it('[EV-4] are complete for a dialer that the listening side refuses, which then connects again', async () => {
    const clock = new ManualClock();
    const net = withClock(transports(linked()), clock);
    const [server, client] = [createPair(net), createPair(net, FAST)];
    let refusals = 0;
    server.setPipeHook({
      attaching: (pipe) => {
        if ((refusals += 1) === 1) pipe.close();
      },
    });
    const events = recordEvents(client);
    await server.listen('linked://x');
    await client.dial('linked://x');
    await clock.advance(20);
    await client.send('hello');
    expect((await server.recv()).text()).toBe('hello');
    expect(events.names).toEqual(['attaching', 'attached', 'detached', 'attaching', 'attached']);
  });

  it('[EV-5] have one detached for a pipe that fails and is closed as well', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const events = recordEvents(pair);
    const peer = await mock.connect(pair);
    await pair.send('x');
    peer.lose(new SpError('ERR_SP_CONN_RESET'));
    peer.lose(new SpError('ERR_SP_CONN_RESET'));
    events.pipes[0]?.close();
    await settled();
    expect(events.count('detached')).toBe(1);
  });

  it('[EV-6] have one detached for every pipe of a socket that closes', async () => {
    const mock = testNet();
    const broadcast = createBroadcast(mock.net);
    const events = recordEvents(broadcast);
    for (let n = 0; n < 3; n++) await mock.connect(broadcast);
    await broadcast.close();
    await settled();
    expect(events.count('detached')).toBe(3);
    expect(new Set(events.pipes).size).toBe(3);
  });

  it('[EV-7] go to the hook of the connection; only detached goes to the hook of that moment', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const late = { attached: 0, detached: 0 };
    const early = { detached: 0 };
    pair.setPipeHook({
      attaching: () =>
        pair.setPipeHook({ attached: () => void (late.attached += 1), detached: () => void (late.detached += 1) }),
      detached: () => void (early.detached += 1),
    });
    (await mock.connect(pair)).lose();
    expect([late, early]).toEqual([{ attached: 0, detached: 1 }, { detached: 0 }]);
  });

  it('[EV-7] are only detached for a pipe that is older than the hook', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const peer = await mock.connect(pair);
    const events = recordEvents(pair);
    peer.lose();
    expect(events.names).toEqual(['detached']);
  });

  it('[EV-8] go on where a hook throws', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const names: string[] = [];
    const throwing = (name: string) => (): never => {
      names.push(name);
      throw new Error(name);
    };
    pair.setPipeHook({
      attaching: throwing('attaching'),
      attached: throwing('attached'),
      detached: throwing('detached'),
    });
    const peer = await mock.connect(pair);
    peer.deliver('x');
    expect((await pair.recv()).text()).toBe('x');
    peer.lose();
    await pair.close();
    expect(names).toEqual(['attaching', 'attached', 'detached']);
  });

  it('[EV-9] allow closing the socket inside of attached', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const events = recordEvents(pair);
    pair.setPipeHook({
      attached: (pipe) => {
        events.attached(pipe);
        void pair.close();
        expect(events.names).not.toContain('detached');
        pair.setPipeHook(events);
      },
    });
    const peer = await mock.connect(pair);
    expect([events.names, peer.closed]).toEqual([['attached', 'detached'], true]);
  });

  it('[EV-9] allow closing the socket inside of attaching, which refuses the pipe', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const events = recordEvents(pair);
    pair.setPipeHook({
      attaching: () => {
        void pair.close();
        pair.setPipeHook(events);
      },
    });
    const peer = await mock.connect(pair);
    expect([events.names, peer.closed]).toEqual([[], true]);
  });

  it('have detached after attached has returned, where the pipe dies meanwhile', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net);
    const names: string[] = [];
    pair.setPipeHook({
      attached: () => {
        dials.pipes[0]?.lose();
        names.push('attached returns');
      },
      detached: () => void names.push('detached'),
    });
    await pair.dial(ADDRESS);
    expect(names).toEqual(['attached returns', 'detached']);
  });

  it('[EV-10] are about the pipe that messages come with', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const events = recordEvents(pair);
    (await mock.connect(pair)).deliver('x');
    expect((await pair.recv()).pipe).toBe(events.pipes[0]);
  });

  it('[EV-11] begin anew after a reconnect, with another pipe and id', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, FAST);
    const events = recordEvents(pair);
    await pair.dial(ADDRESS);
    (await dials.next()).lose();
    await mock.clock.advance(30);
    expect(events.names).toEqual(['attaching', 'attached', 'detached', 'attaching', 'attached']);
    const [first, , , second] = events.pipes as [Pipe, Pipe, Pipe, Pipe];
    expect([first === second, first.id === second.id]).toEqual([false, false]);
  });
});

describe('attaching a pipe', () => {
  it('leaves the protocol alone where the hook has refused it', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const peer = await mock.connect(pair);
    pair.setPipeHook({ attaching: (pipe) => pipe.close() });
    await mock.connect(pair);
    await pair.send('x');
    expect(peer.sent.map(({ text }) => text)).toEqual(['x']);
    pair.setPipeHook(undefined);
    expect((await mock.connect(pair)).closed).toBe(true);
  });

  it('sends what waited, before anything is received', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    await pair.send('waited');
    const peer = await mock.connect(pair);
    expect(peer.sent.map(({ text }) => text)).toEqual(['waited']);
  });

  it('delivers nothing inside of the call: no re-entrancy', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net);
    pair.setPipeHook({
      attaching: () => dials.pipes[0]?.deliver('early'),
      attached: () => expect(pair.tryRecv()).toBeUndefined(),
    });
    await pair.dial(ADDRESS);
    expect((await pair.recv()).text()).toBe('early');
  });

  it('ignores what a refused pipe says afterwards', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    await mock.connect(pair);
    const refused = await mock.connect(pair);
    refused.deliver('x');
    refused.lose();
    await settled();
    expect(pair.tryRecv()).toBeUndefined();
  });
});

describe('the observer', () => {
  it('is told who was refused, lost and dropped, and why', async () => {
    const mock = testNet();
    const seen: Observed[] = [];
    const pair = createPair(mock.net, { readQLen: 0, observer: (event) => void seen.push(event) });
    const events = recordEvents(pair);
    const peer = await mock.connect(pair);
    await mock.connect(pair);
    peer.deliver('never received');
    const reset = new SpError('ERR_SP_CONN_RESET');
    peer.lose(reset);
    await settled();
    const [first, , second] = events.pipes as [Pipe, Pipe, Pipe];
    expect(seen).toEqual([
      { kind: 'pipe_refused', reason: 'reject', count: 1, pipe: second, error: expect.any(SpError) },
      { kind: 'message_dropped', reason: 'pipe_closed', count: 1, pipe: first },
      { kind: 'pipe_lost', reason: 'ERR_SP_CONN_RESET', count: 1, pipe: first, error: reset },
    ]);
  });

  it('is told of attempts and connections that failed, with the address', async () => {
    const mock = testNet();
    const seen: Observed[] = [];
    const pair = createPair(mock.net, { dialAsync: true, observer: (event) => void seen.push(event) });
    await pair.dial(ADDRESS);
    await pair.listen('mock://here');
    await mock.connect('mock://here', 0x20).catch(() => {});
    await settled();
    expect(seen.map(({ kind, reason, address }) => [kind, reason, address])).toEqual([
      ['dial_failed', 'ERR_SP_CONN_REFUSED', ADDRESS],
      ['accept_failed', 'ERR_SP_BAD_PROTO', 'mock://here'],
    ]);
  });

  it('is told once a turn of many messages dropped for one peer', async () => {
    const mock = testNet();
    const seen: Observed[] = [];
    const broadcast = createBroadcast(mock.net, { writeQLen: 0, observer: (event) => void seen.push(event) });
    const slow = await mock.connect(broadcast);
    slow.hold();
    for (let n = 0; n < 101; n++) broadcast.trySend('x');
    await settled();
    expect(seen.map(({ reason, count }) => [reason, count])).toEqual([['queue_full', 100]]);
    expect(broadcast.stats().find('queue_full')?.number).toBe(100);
  });
});
