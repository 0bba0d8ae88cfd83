import { describe, expect, it } from '@jest/globals';
import { transports, type SocketBase } from '@sp/core';
import { settled } from '@sp/compliance';
import { code } from './support/code.ts';
import { createMailbox } from './support/mailbox.ts';
import { outcome } from './support/outcome.ts';
import { createPair, type TestPair } from './support/pair.ts';
import { changed, limited, testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';

const counts = (socket: Pick<SocketBase, 'stats'>): unknown[] =>
  ['dialers', 'listeners', 'pipes'].map((name) => socket.stats().find(name)?.number);

describe('addresses', () => {
  it.each(['bad://x', 'mock:x', 'mock', '', '://x'])(
    '[SOCK-1, TR-1] "%s" has no transport: nothing is created',
    (address) => {
      const pair: TestPair = createPair(testNet().net);
      expect(() => pair.newDialer(address as '://')).toThrow(code('ERR_SP_BAD_TRAN'));
      expect(() => pair.newListener(address as '://')).toThrow(code('ERR_SP_BAD_TRAN'));
      expect(counts(pair)).toEqual([0, 0, 0]);
    },
  );

  it('the transport refuses what it can not parse, before options are looked at', () => {
    const pair = createPair(testNet().net);
    expect(() => pair.newDialer('mock://', { reconnectTime: -1 })).toThrow(code('ERR_SP_BAD_ADDR'));
  });

  it('a transport that only dials has no listeners', () => {
    const { spi, schemes, dialOptions, parse, dial } = testNet().net.all[0]!;
    const pair: TestPair = createPair(transports({ spi, schemes, dialOptions, parse, dial }));
    expect(() => pair.newListener(ADDRESS)).toThrow(code('ERR_SP_BAD_TRAN'));
  });
});

describe('dial and listen', () => {
  it('[SOCK-12] leave nothing behind when they fail', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    await createPair(mock.net).listen(ADDRESS);
    await expect(pair.dial(ADDRESS)).rejects.toEqual(code('ERR_SP_CONN_REFUSED'));
    await expect(pair.listen(ADDRESS)).rejects.toEqual(code('ERR_SP_ADDR_IN_USE'));
    expect(counts(pair)).toEqual([0, 0, 0]);
    expect(mock.clock.keepingAlive).toBe(1);
  });

  it('reject instead of throwing, also for mistakes', async () => {
    const pair = createPair(testNet().net);
    await expect(pair.dial(ADDRESS, { reconnectTime: -1 })).rejects.toEqual(code('ERR_SP_BAD_VALUE'));
    await expect(pair.listen(ADDRESS, { bogus: 1 })).rejects.toEqual(code('ERR_SP_BAD_OPTION'));
  });
});

describe('options of endpoints', () => {
  it('[SOCK-2] are checked before anything exists, and read back', () => {
    const pair = createPair(limited(testNet()).net);
    expect(() => pair.newDialer(ADDRESS, { maxRecvSize: -1 })).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(() => pair.newDialer(ADDRESS, { dialAsync: 'yes' } as object)).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(() => pair.newDialer(ADDRESS, { bogus: 1 } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
    expect(counts(pair)).toEqual([0, 0, 0]);
    const dialer = pair.newDialer(ADDRESS, { maxRecvSize: 5, reconnectTime: 7, dialAsync: true });
    expect(dialer.options).toEqual({ maxRecvSize: 5, reconnectTime: 7, maxReconnectTime: 0, dialAsync: true });
  });

  it('[SOCK-3] inherit maxRecvSize of the socket, unless they are given one', () => {
    const pair = createPair(limited(testNet()).net, { maxRecvSize: 77 });
    expect(pair.newDialer(ADDRESS).options.maxRecvSize).toBe(77);
    expect(pair.newListener(ADDRESS).options.maxRecvSize).toBe(77);
    expect(pair.newDialer(ADDRESS, { maxRecvSize: 5 }).options.maxRecvSize).toBe(5);
  });

  it('[SOCK-3] a transport that refuses the inherited maxRecvSize fails the endpoint, one that has none does not', () => {
    const pair = createPair(limited(testNet(), 100).net, { maxRecvSize: 101 });
    expect(() => pair.newDialer(ADDRESS)).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(() => pair.newListener(ADDRESS)).toThrow(code('ERR_SP_BAD_VALUE'));
    const other = createPair(testNet().net, { maxRecvSize: 101 });
    expect(() => other.newDialer(ADDRESS).getOption('bogus')).toThrow(code('ERR_SP_BAD_OPTION'));
    other.newListener(ADDRESS);
  });

  it('[SOCK-4] follow a change of the socket', () => {
    const pair = createPair(limited(testNet()).net);
    const [dialer, listener] = [pair.newDialer(ADDRESS), pair.newListener(ADDRESS)];
    pair.configure({ maxRecvSize: 99, reconnectTime: 5, maxReconnectTime: 6, dialAsync: true });
    expect(dialer.options).toEqual({ maxRecvSize: 99, reconnectTime: 5, maxReconnectTime: 6, dialAsync: true });
    expect(listener.options).toEqual({ maxRecvSize: 99 });
  });

  it('[SOCK-4] stay as they were where their transport refuses the new value', () => {
    const pair = createPair(limited(testNet(), 100).net, { maxRecvSize: 50 });
    const dialer = pair.newDialer(ADDRESS);
    pair.configure({ maxRecvSize: 500, reconnectTime: 5 });
    expect([dialer.options.maxRecvSize, dialer.options.reconnectTime]).toEqual([50, 5]);
  });

  it('[OPT-7] a new maxRecvSize applies to connections made afterwards', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const { net, seen } = limited(mock);
    const pair = createPair(net, { maxRecvSize: 100, reconnectTime: 10 });
    await pair.dial(ADDRESS);
    pair.configure({ maxRecvSize: 50 });
    (await dials.next()).lose();
    await mock.clock.advance(10);
    expect(seen).toEqual([100, 50]);
  });
});

describe('options of the socket', () => {
  it.each([
    ['reconnectTime', [0, 5, 2 ** 40], [-1, NaN, Infinity, '5', true]],
    ['maxReconnectTime', [0, 5], [-1, '5']],
    ['linger', [0, 5], [-1, Infinity, '5']],
    ['dialAsync', [true, false], [0, 'true']],
    ['maxRecvSize', [1, 1000, Infinity], [-1, NaN, '5', true]],
  ] as const)('[SOCK-5, OPT-2] %s is read back as it was set; bad values change nothing', (name, good, bad) => {
    const pair = createPair(testNet().net);
    for (const value of good) {
      pair.configure({ [name]: value });
      expect(pair.getOption(name)).toBe(value);
      for (const wrong of bad) {
        expect(() => pair.configure({ [name]: wrong })).toThrow(code('ERR_SP_BAD_VALUE'));
        expect(pair.getOption(name)).toBe(value);
      }
    }
  });

  it('of the protocol apply at once', () => {
    const pair = createPair(testNet().net, { writeQLen: 0 });
    expect(pair.trySend('x')).toBe(false);
    pair.configure({ writeQLen: 1 });
    expect([pair.trySend('x'), pair.trySend('y')]).toEqual([true, false]);
  });

  it('[SOCK-5] maxRecvSize 0 is a bad value: our choice, unlimited is Infinity', () => {
    expect(() => createPair(testNet().net, { maxRecvSize: 0 })).toThrow(code('ERR_SP_BAD_VALUE'));
  });

  it('[OPT-3] there are no others, and raw can only be read', () => {
    const pair = createPair(testNet().net);
    expect(() => pair.getOption('bogus')).toThrow(code('ERR_SP_BAD_OPTION'));
    expect(() => pair.configure({ bogus: 1 } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
    expect(() => pair.configure({ raw: false } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
    expect(() => createPair(testNet().net, { bogus: 1 } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
    expect([pair.getOption('raw'), pair.options.raw]).toEqual([true, true]);
  });

  it('[OPT-3] contexts have only those of their protocol for contexts', () => {
    const mailbox = createMailbox(testNet().net, { recvDeadline: 7 });
    const context = mailbox.openContext();
    expect(context.options).toEqual({ recvDeadline: 7 });
    for (const name of ['raw', 'readQLen', 'maxRecvSize', 'linger', 'bogus']) {
      expect(() => context.getOption(name)).toThrow(code('ERR_SP_BAD_OPTION'));
      expect(() => context.configure({ [name]: 1 })).toThrow(code('ERR_SP_BAD_OPTION'));
      expect(() => mailbox.openContext({ [name]: 1 })).toThrow(code('ERR_SP_BAD_OPTION'));
    }
  });
});

describe('messages', () => {
  it('[SOCK-10] may be empty', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const peer = await mock.connect(pair);
    await pair.send(new Uint8Array(0));
    peer.deliver('');
    expect([peer.sent[0]?.bytes.length, (await pair.recv()).body.length]).toEqual([0, 0]);
  });
});

describe('setPipeHook', () => {
  it('[SOCK-9] returns the previous hook', () => {
    const pair = createPair(testNet().net);
    const [first, second] = [{}, {}];
    expect([pair.setPipeHook(first), pair.setPipeHook(second), pair.setPipeHook(undefined)]).toEqual([
      undefined,
      first,
      second,
    ]);
    expect(pair.setPipeHook(first)).toBeUndefined();
  });
});

describe('close', () => {
  it('[SOCK-6] leaves a socket that refuses everything', async () => {
    const pair = createPair(testNet().net);
    const dialer = pair.newDialer(ADDRESS);
    const listener = pair.newListener(ADDRESS);
    await pair.close();
    expect(pair.closed).toBe(true);
    for (const call of [
      () => pair.dial(ADDRESS),
      () => pair.listen(ADDRESS),
      () => dialer.dial(),
      () => listener.listen(),
      () => pair.send('x'),
      () => pair.recv(),
      () => pair.close(),
    ]) {
      await expect(call()).rejects.toEqual(code('ERR_SP_CLOSED'));
    }
    for (const call of [
      () => pair.newDialer(ADDRESS),
      () => pair.newListener(ADDRESS),
      () => pair.trySend('x'),
      () => pair.tryRecv(),
    ]) {
      expect(call).toThrow(code('ERR_SP_CLOSED'));
    }
    pair[Symbol.dispose]();
    await pair[Symbol.asyncDispose]();
  });

  it('reports other mistakes of an endpoint before that the socket is closed', async () => {
    const pair = createPair(testNet().net);
    await pair.close();
    expect(() => pair.newDialer(ADDRESS, { bogus: 1 } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
  });

  it('[SOCK-7] closes endpoints and frees addresses at once', async () => {
    const mock = testNet();
    mock.acceptDials('mock://far');
    const pair = createPair(mock.net);
    const [listener, dialer] = [await pair.listen(ADDRESS), pair.newDialer('mock://far')];
    void pair.close();
    await createPair(mock.net).listen(ADDRESS);
    await settled();
    expect(() => listener.close()).toThrow(code('ERR_SP_CLOSED'));
    expect(() => dialer.close()).toThrow(code('ERR_SP_CLOSED'));
    expect(counts(pair)).toEqual([0, 0, 0]);
  });

  it('[SOCK-8] ends pending connection attempts, sends and receives', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).stall();
    const pair = createPair(mock.net, { writeQLen: 0 });
    const calls = [pair.dial(ADDRESS), pair.send('x'), pair.send('y'), pair.recv(), pair.recv()].map(outcome);
    await pair.close();
    await settled();
    expect(calls.map((call) => call.code)).toEqual(new Array(5).fill('ERR_SP_CLOSED'));
  });

  it('drops a connection that is made while it closes, and the dial succeeds', async () => {
    const mock = testNet();
    const net = changed(mock, ({ dial }) => ({
      dial: async (request) => {
        const pipe = await dial(request);
        await settled();
        return pipe;
      },
    }));
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(net);
    const dial = pair.dial(ADDRESS);
    await pair.close();
    await dial;
    await settled();
    expect([dials.pipes[0]?.closed, ...counts(pair)]).toEqual([true, 0, 0, 0]);
  });

  it('happens at the end of a using block, and waits there where that is awaited', async () => {
    const pair = createPair(testNet().net);
    await pair[Symbol.asyncDispose]();
    expect(pair.closed).toBe(true);
    const other = createPair(testNet().net);
    other[Symbol.dispose]();
    expect(other.closed).toBe(true);
  });
});

describe('contexts', () => {
  it('are refused by a protocol that has none', () => {
    const pair = createPair(testNet().net) as unknown as ReturnType<typeof createMailbox>;
    expect(() => pair.openContext()).toThrow(code('ERR_SP_PROTO_OP'));
  });

  it('receive on their own, with options of their own', async () => {
    const mock = testNet();
    const mailbox = createMailbox(mock.net, { recvDeadline: 100 });
    const context = mailbox.openContext({ recvDeadline: 5 });
    mailbox.configure({ recvDeadline: 50 });
    const [own, sockets] = [outcome(context.recv()), outcome(mailbox.recv())];
    await mock.clock.advance(5);
    expect([own.code, sockets.state]).toEqual(['ERR_SP_RECV_TIMEOUT', 'pending']);
    (await mock.connect(mailbox)).deliver('x');
    expect((await context.recv()).text()).toBe('x');
  });

  it('close alone, and with their socket', async () => {
    const mailbox = createMailbox(testNet().net);
    const [one, two] = [mailbox.openContext(), mailbox.openContext()];
    const calls = [outcome(one.recv()), outcome(two.recv())];
    one.close();
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['rejected', 'pending']);
    expect(() => one.close()).toThrow(code('ERR_SP_CLOSED'));
    one[Symbol.dispose]();
    await mailbox.close();
    expect(calls.map((call) => call.code)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
    expect(() => two.close()).toThrow(code('ERR_SP_CLOSED'));
    expect(() => mailbox.openContext()).toThrow(code('ERR_SP_CLOSED'));
  });
});
