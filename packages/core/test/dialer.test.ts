import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { SpError } from '@sp/core';
import { settled } from '@sp/compliance';
import { BarePipe } from './support/bare-pipe.ts';
import { code } from './support/code.ts';
import { outcome } from './support/outcome.ts';
import { createPair } from './support/pair.ts';
import { recordEvents } from './support/record-events.ts';
import { changed, testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';
const FAST = { reconnectTime: 10, maxReconnectTime: 20 };

describe('dial', () => {
  it('[DIAL-1, TR-2] fails where nobody listens, and no connection appears later', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, FAST);
    const events = recordEvents(pair);
    await expect(pair.dial(ADDRESS)).rejects.toEqual(code('ERR_SP_CONN_REFUSED'));
    const dials = mock.acceptDials(ADDRESS);
    await mock.clock.advance(1000);
    expect([dials.attempts, events.names]).toEqual([[], []]);
  });

  it('[DIAL-2] with dialAsync succeeds at once and connects when somebody listens', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { ...FAST, dialAsync: true });
    const events = recordEvents(pair);
    await pair.dial(ADDRESS);
    await mock.clock.advance(100);
    expect(events.names).toEqual([]);
    mock.acceptDials(ADDRESS);
    await mock.clock.advance(20);
    expect(events.names).toEqual(['attaching', 'attached']);
  });

  it('[DIAL-3] is refused while the dialer is active, whether connecting or connected', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    dials.stall();
    const dialer = createPair(mock.net).newDialer(ADDRESS);
    const first = dialer.dial();
    await expect(dialer.dial()).rejects.toEqual(code('ERR_SP_ADDR_IN_USE'));
    dials.answer();
    await first;
    await expect(dialer.dial()).rejects.toEqual(code('ERR_SP_ADDR_IN_USE'));
  });

  it('[DIAL-4] is refused after close, and so is another close', async () => {
    const dialer = createPair(testNet().net).newDialer(ADDRESS);
    dialer.close();
    await expect(dialer.dial()).rejects.toEqual(code('ERR_SP_CLOSED'));
    expect(() => dialer.close()).toThrow(code('ERR_SP_CLOSED'));
    dialer[Symbol.dispose]();
  });

  it('[DIAL-8] fails where the protocols do not match', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS, 0x20);
    await expect(createPair(mock.net).dial(ADDRESS)).rejects.toEqual(code('ERR_SP_BAD_PROTO'));
  });

  it('[DIAL-8] with dialAsync keeps trying where the protocols do not match, and never attaches', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS, 0x20);
    const pair = createPair(mock.net, { ...FAST, dialAsync: true });
    const events = recordEvents(pair);
    await pair.dial(ADDRESS);
    await mock.clock.advance(200);
    expect(dials.attempts.length).toBeGreaterThan(5);
    expect(events.names).toEqual([]);
  });

  it('[DIAL-16] may be tried again after it failed', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).refuse();
    const pair = createPair(mock.net);
    const dialer = pair.newDialer(ADDRESS);
    await expect(dialer.dial()).rejects.toEqual(code('ERR_SP_CONN_REFUSED'));
    await dialer.dial();
    expect(pair.stats().find('connect')?.number).toBe(1);
  });

  it.each(['ERR_SP_BAD_HEADER', 'ERR_SP_BAD_VERSION', 'ERR_SP_EOF'] as const)(
    '[TR-10] fails where the handshake does: %s',
    async (name) => {
      const mock = testNet();
      const error = new SpError(name);
      mock.acceptDials(ADDRESS).fail(error);
      await expect(createPair(mock.net).dial(ADDRESS)).rejects.toBe(error);
    },
  );

  it('gives an error of the system a code and keeps it as the cause', async () => {
    const mock = testNet();
    const cause = Object.assign(new Error('connect ECONNRESET'), { code: 'ECONNRESET' });
    mock.acceptDials(ADDRESS).fail(cause);
    await expect(createPair(mock.net).dial(ADDRESS)).rejects.toMatchObject({ code: 'ERR_SP_CONN_RESET', cause });
  });

  it('succeeds where the connection is made but refused', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net);
    pair.setPipeHook({ attaching: (pipe) => pipe.close() });
    await pair.dial(ADDRESS);
  });
});

describe('giving up a dial', () => {
  it('rejects with the reason of the signal, stops the attempt and leaves nothing behind', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    dials.stall();
    const pair = createPair(mock.net);
    const controller = new AbortController();
    const dial = outcome(pair.dial(ADDRESS, { signal: controller.signal }));
    const reason = { mine: true };
    controller.abort(reason);
    await settled();
    expect(dial.reason).toBe(reason);
    dials.answer();
    expect(dials.pipes).toEqual([]);
    expect(pair.stats().find('dialers')?.number).toBe(0);
  });

  it('does nothing at all for a signal that is aborted already', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net);
    const reason = { mine: true };
    await expect(pair.dial(ADDRESS, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(dials.attempts).toEqual([]);
  });

  it('leaves no listener on the signal, whatever came of the dial', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).refuse();
    const pair = createPair(mock.net);
    const { signal } = new AbortController();
    await expect(pair.dial(ADDRESS, { signal })).rejects.toThrow();
    await pair.dial(ADDRESS, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('rejects when the timeout has passed', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).stall();
    const dial = outcome(createPair(mock.net).dial(ADDRESS, { timeout: 50 }));
    await mock.clock.advance(49);
    expect(dial.state).toBe('pending');
    await mock.clock.advance(1);
    expect(dial.code).toBe('ERR_SP_CONN_TIMEOUT');
  });
});

describe('redial', () => {
  it('[DIAL-6] connects again after the peer has gone, and messages flow', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, FAST);
    await pair.dial(ADDRESS);
    (await dials.next()).lose();
    await mock.clock.advance(30);
    const peer = await dials.next();
    await pair.send('out');
    peer.deliver('in');
    expect([peer.sent[0]?.text, (await pair.recv()).text()]).toEqual(['out', 'in']);
  });

  it('[DIAL-7] follows a local pipe.close() with a new pipe and a new id', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, FAST);
    const events = recordEvents(pair);
    await pair.dial(ADDRESS);
    const first = events.pipes[0]!;
    first.close();
    await mock.clock.advance(30);
    expect(events.names).toEqual(['attaching', 'attached', 'detached', 'attaching', 'attached']);
    expect(events.pipes.at(-1)?.id).not.toBe(first.id);
  });

  it('waits even after success, so that a peer that always hangs up does not make it spin', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, { reconnectTime: 100 });
    await pair.dial(ADDRESS);
    (await dials.next()).lose();
    await mock.clock.advance(49);
    expect(dials.attempts).toHaveLength(1);
  });

  it('[DIAL-9] goes on where the hook refuses every pipe', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, FAST);
    const names: string[] = [];
    pair.setPipeHook({
      attaching: (pipe) => {
        names.push('attaching');
        pipe.close();
      },
      attached: () => void names.push('attached'),
      detached: () => void names.push('detached'),
    });
    await pair.dial(ADDRESS);
    await mock.clock.advance(100);
    expect(names.length).toBeGreaterThan(2);
    expect(new Set(names)).toEqual(new Set(['attaching']));
  });

  it('[DIAL-11] keeps a constant interval without a maximum', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    dials.refuse(1000);
    const pair = createPair(mock.net, { reconnectTime: 10, dialAsync: true });
    await pair.dial(ADDRESS);
    await mock.clock.advance(500);
    const pauses = dials.attempts.slice(1).map((at, n) => at - dials.attempts[n]!);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10);
  });

  it('[DIAL-12] backs off further and further, up to the maximum', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    dials.refuse(1000);
    const pair = createPair(mock.net, { reconnectTime: 10, maxReconnectTime: 500, dialAsync: true });
    await pair.dial(ADDRESS);
    await mock.clock.advance(20_000);
    const pauses = dials.attempts.slice(1).map((at, n) => at - dials.attempts[n]!);
    expect(pauses[0]).toBeLessThanOrEqual(10);
    expect(Math.max(...pauses)).toBeGreaterThan(250);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(500);
  });

  describe('after backing off', () => {
    /** A dialer whose interval has grown to a second, and that has just connected. */
    const setUp = async (refuse: boolean) => {
      const mock = testNet();
      const dials = mock.acceptDials(ADDRESS);
      dials.refuse(30);
      const pair = createPair(mock.net, { reconnectTime: 100, maxReconnectTime: 1000, dialAsync: true });
      if (refuse) pair.setPipeHook({ attaching: (pipe) => pipe.close() });
      await pair.dial(ADDRESS);
      while (dials.pipes.length === 0) await mock.clock.advance(10);
      return { clock: mock.clock, dials, peer: await dials.next() };
    };

    it('[DIAL-12] starts over where the pipe has lived reconnectTime', async () => {
      const { clock, dials, peer } = await setUp(false);
      await clock.advance(100);
      peer.lose();
      await clock.advance(100);
      expect(dials.pipes).toHaveLength(2);
    });

    it('[DIAL-12] goes on with long pauses where the pipe died at once: our choice', async () => {
      const { clock, dials, peer } = await setUp(false);
      peer.lose();
      await clock.advance(490);
      expect(dials.pipes).toHaveLength(1);
    });

    it('[DIAL-12] goes on with long pauses where the pipe was refused', async () => {
      const { clock, dials } = await setUp(true);
      await clock.advance(490);
      expect(dials.pipes).toHaveLength(1);
    });
  });

  it('[DIAL-5] stops on close: no attempt, no pipe and no timer remains', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    dials.refuse(1000);
    const pair = createPair(mock.net, { ...FAST, dialAsync: true });
    const events = recordEvents(pair);
    const dialer = await pair.dial(ADDRESS);
    await mock.clock.advance(50);
    dialer.close();
    expect(mock.clock.pending).toBe(0);
    const before = dials.attempts.length;
    mock.acceptDials(ADDRESS);
    await mock.clock.advance(1000);
    expect([dials.attempts.length - before, events.names]).toEqual([0, []]);
  });

  it('chains its timer for times that no timer takes', async () => {
    const mock = testNet();
    const setTimer = mock.clock.setTimer.bind(mock.clock);
    const longest: number[] = [];
    mock.clock.setTimer = (task, milliseconds, keepAlive) => {
      longest.push(milliseconds);
      return setTimer(task, milliseconds, keepAlive);
    };
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, { reconnectTime: 2 ** 33 });
    await pair.dial(ADDRESS);
    (await dials.next()).lose();
    await mock.clock.advance(2 ** 32 - 1);
    expect(dials.attempts).toHaveLength(1);
    await mock.clock.advance(2 ** 32 + 1);
    expect(dials.attempts).toHaveLength(2);
    expect(Math.max(...longest)).toBeLessThan(2 ** 31);
  });
});

describe('close', () => {
  it('[DIAL-17] leaves the pipe usable, and does not connect again when that ends', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, FAST);
    const dialer = await pair.dial(ADDRESS);
    const peer = await dials.next();
    dialer.close();
    await pair.send('out');
    peer.deliver('in');
    expect([peer.sent[0]?.text, (await pair.recv()).text()]).toEqual(['out', 'in']);
    peer.lose();
    await mock.clock.advance(1000);
    expect(dials.attempts).toHaveLength(1);
  });

  it('[SOCK-8] ends a dial under way', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).stall();
    const dialer = createPair(mock.net).newDialer(ADDRESS);
    const dial = outcome(dialer.dial());
    dialer.close();
    await settled();
    expect(dial.code).toBe('ERR_SP_CLOSED');
  });

  it('lets a dial succeed whose connection is made all the same, and drops the pipe unattached', async () => {
    const mock = testNet();
    const connection = new BarePipe();
    const net = changed(mock, () => ({
      dial: async () => {
        await settled();
        return connection;
      },
    }));
    const pair = createPair(net);
    const events = recordEvents(pair);
    const dialer = pair.newDialer(ADDRESS);
    const dial = dialer.dial();
    dialer.close();
    await dial;
    expect([events.names, connection.closes]).toEqual([[], 1]);
  });
});

describe('options', () => {
  it.each(['reconnectTime', 'maxReconnectTime'])(
    '[DIAL-13] %s takes 0 and refuses negatives and other types',
    (name) => {
      const pair = createPair(testNet().net);
      for (const bad of [-1, NaN, Infinity, '10', true]) {
        expect(() => pair.newDialer(ADDRESS, { [name]: bad })).toThrow(code('ERR_SP_BAD_VALUE'));
        expect(() => pair.configure({ [name]: bad })).toThrow(code('ERR_SP_BAD_VALUE'));
      }
      expect(pair.newDialer(ADDRESS, { [name]: 0 }).getOption(name)).toBe(0);
    },
  );

  it('[DIAL-13] dialAsync takes only flags, and unknown names are refused', () => {
    const pair = createPair(testNet().net);
    const dialer = pair.newDialer(ADDRESS);
    expect(() => dialer.configure({ dialAsync: 1 as unknown as boolean })).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(() => dialer.configure({ bogus: 1 } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
    expect(() => dialer.getOption('bogus')).toThrow(code('ERR_SP_BAD_OPTION'));
  });

  it('[DIAL-15] of a dialer go before those of its socket', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    dials.refuse(1000);
    const pair = createPair(mock.net, { reconnectTime: 10_000 });
    const dialer = await pair.dial(ADDRESS, { reconnectTime: 10, dialAsync: true });
    await mock.clock.advance(100);
    expect(dials.attempts.length).toBeGreaterThan(5);
    expect([dialer.options.reconnectTime, pair.options.reconnectTime]).toEqual([10, 10_000]);
  });

  it('falls back to the socket to read an option of the protocol, not to set it', () => {
    const pair = createPair(testNet().net, { recvDeadline: 77 });
    const dialer = pair.newDialer(ADDRESS);
    expect(dialer.getOption('recvDeadline')).toBe(77);
    expect(() => dialer.configure({ recvDeadline: 1 } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
  });

  it('[DIAL-14] the dialer of a message is this object, with the address as it was given, and there is no listener', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net);
    const dialer = await pair.dial(ADDRESS);
    (await dials.next()).deliver('x');
    const { pipe } = await pair.recv();
    expect(pipe?.dialer).toBe(dialer);
    expect([pipe?.listener, pipe?.address, dialer.address]).toEqual([undefined, ADDRESS, ADDRESS]);
  });
});
