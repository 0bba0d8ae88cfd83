import { describe, expect, it } from '@jest/globals';
import { Message, SpError, type ErrorCode, type Observed, type StatNode } from '@sp/core';
import { settled } from '@sp/compliance';
import { createBroadcast } from './support/broadcast.ts';
import { outcome } from './support/outcome.ts';
import { createPair } from './support/pair.ts';
import { recordEvents } from './support/record-events.ts';
import { limited, testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';

const numbers = (node: StatNode | undefined, ...names: readonly string[]): (number | undefined)[] =>
  names.map((name) => node?.find(name)?.number);

describe('the tree', () => {
  it('has a scope for every object, under a root, linked by ids', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const broadcast = createBroadcast(mock.net);
    const events = recordEvents(broadcast);
    const dialer = await broadcast.dial(ADDRESS);
    const listener = await broadcast.listen('mock://here');
    await mock.connect('mock://here');
    const [dialed, accepted] = [events.pipes[0]!, events.pipes[2]!];
    const root = broadcast.stats();
    expect(root.children.map(({ name }) => name)).toEqual(['socket', 'dialer', 'listener', 'pipe', 'pipe']);
    expect(root.findObject('socket', broadcast)?.find('protocol')?.string).toBe('pub');
    expect(numbers(root.findObject('dialer', dialer), 'id', 'socket')).toEqual([dialer.id, broadcast.id]);
    expect(numbers(root.findObject('listener', listener), 'id', 'socket')).toEqual([listener.id, broadcast.id]);
    expect(numbers(root.findObject('pipe', dialed), 'socket', 'dialer')).toEqual([broadcast.id, dialer.id]);
    expect(numbers(root.findObject('pipe', accepted), 'socket', 'listener')).toEqual([broadcast.id, listener.id]);
  });

  it('[STAT-2] has different scopes for different sockets, and none for others', () => {
    const { net } = testNet();
    const [a, b] = [createPair(net), createPair(net)];
    expect(
      [a.stats().findObject('socket', a), b.stats().findObject('socket', b)].map((scope) => numbers(scope, 'id')),
    ).toEqual([[a.id], [b.id]]);
    expect(a.stats().findObject('socket', b)).toBeUndefined();
    expect(a.stats().findObject('dialer', { id: 1 })).toBeUndefined();
  });

  it('[STAT-5] follows dialers, listeners and pipes as they open and close', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const broadcast = createBroadcast(mock.net);
    const count = (): unknown[] => numbers(broadcast.stats(), 'dialers', 'listeners', 'pipes');
    const dialer = await broadcast.dial(ADDRESS);
    const listener = await broadcast.listen('mock://here');
    const peer = await mock.connect('mock://here');
    expect(count()).toEqual([1, 1, 2]);
    expect(numbers(broadcast.stats().findObject('dialer', dialer), 'pipes')).toEqual([1]);
    expect(numbers(broadcast.stats().findObject('listener', listener), 'pipes')).toEqual([1]);
    peer.lose();
    dials.pipes[0]?.lose();
    expect(count()).toEqual([1, 1, 0]);
    expect(numbers(broadcast.stats().findObject('listener', listener), 'pipes')).toEqual([0]);
    expect(numbers(broadcast.stats().findObject('dialer', dialer), 'pipes')).toEqual([0]);
    await mock.connect('mock://here');
    dialer.close();
    listener.close();
    expect(count()).toEqual([0, 0, 1]);
    await broadcast.close();
    expect(count()).toEqual([0, 0, 0]);
  });

  it('[STAT-6] does not change after it was taken', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    await mock.clock.advance(42);
    const before = pair.stats();
    const dump = before.dump();
    const peer = await mock.connect(pair);
    await pair.send('x');
    peer.deliver('y');
    await pair.recv();
    await pair.close();
    expect([before.dump(), before.timestamp]).toEqual([dump, 42]);
  });

  it('[STAT-7] can be dumped at any time', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const broadcast = createBroadcast(mock.net, { writeQLen: 0 });
    expect(broadcast.stats().dump()).toContain('protocol pub');
    await broadcast.dial(ADDRESS);
    await broadcast.listen('mock://here');
    (await mock.connect('mock://here')).hold();
    for (let n = 0; n < 3; n++) await broadcast.send('x');
    expect(broadcast.stats().dump()).toContain('queue_full 2 messages');
    void broadcast.close();
    expect(broadcast.stats().dump()).toContain('listeners 0');
  });
});

describe('messages and bytes', () => {
  it('are counted for the socket by their bodies, for the pipe as a whole', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const peer = await mock.connect(pair);
    await pair.send(new Message('body', Uint8Array.of(1, 2)));
    pair.trySend('x');
    peer.deliver('four');
    await pair.recv();
    const root = pair.stats();
    const names = ['tx_msgs', 'tx_bytes', 'rx_msgs', 'rx_bytes'];
    expect(numbers(root.find('socket'), ...names)).toEqual([2, 5, 1, 4]);
    expect(numbers(root.find('pipe'), ...names)).toEqual([2, 7, 1, 4]);
    expect(root.find('tx_msgs')).toMatchObject({ type: 'counter', unit: 'messages' });
    expect(root.find('rx_bytes')).toMatchObject({ type: 'counter', unit: 'bytes' });
  });

  it('are counted when a call that had to wait has ended well, and not otherwise', async () => {
    const mock = testNet();
    const pair = createPair(mock.net, { writeQLen: 0 });
    const calls = [pair.send('x'), pair.recv(), pair.send('y', { timeout: 0 }).catch(() => {})] as const;
    (await mock.connect(pair)).deliver('z');
    await Promise.all(calls);
    expect(numbers(pair.stats().find('socket'), 'tx_msgs', 'rx_msgs')).toEqual([1, 1]);
  });
});

describe('refusals', () => {
  it('[STAT-3] count a peer of another protocol, on socket and endpoint', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const listener = await pair.listen('mock://here');
    await expect(mock.connect('mock://here', 0x20)).rejects.toThrow();
    const root = pair.stats();
    expect(root.find('socket')?.find('reject')).toMatchObject({ number: 1, type: 'counter' });
    expect(numbers(root.findObject('listener', listener), 'reject', 'proto', 'accept')).toEqual([1, 1, 0]);
  });

  it('[STAT-4] count what the hook refuses, on socket and endpoint', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    pair.setPipeHook({ attaching: (pipe) => pipe.close() });
    await mock.connect(pair);
    await mock.connect(pair);
    expect(pair.stats().find('socket')?.find('reject')).toMatchObject({ number: 2, type: 'counter' });
    expect(numbers(pair.stats().find('listener'), 'reject', 'accept', 'pipes')).toEqual([2, 2, 0]);
  });

  it('[STAT-4] count what the protocol refuses', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    await mock.connect(pair);
    await mock.connect(pair);
    expect(numbers(pair.stats().find('listener'), 'reject', 'accept', 'pipes')).toEqual([1, 2, 1]);
  });
});

describe('connections', () => {
  it('[STAT-10] are counted as connect, refused and accept', async () => {
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    dials.refuse(2);
    const broadcast = createBroadcast(mock.net, { reconnectTime: 10, dialAsync: true });
    await broadcast.dial(ADDRESS);
    await mock.clock.advance(100);
    dials.pipes[0]?.lose();
    await mock.clock.advance(10);
    for (let n = 0; n < 3; n++) await mock.connect(broadcast);
    expect(numbers(broadcast.stats().find('dialer'), 'connect', 'refused')).toEqual([2, 2]);
    expect(numbers(broadcast.stats().find('listener'), 'accept')).toEqual([3]);
  });

  it.each<[ErrorCode, string]>([
    ['ERR_SP_CONN_RESET', 'disconnect'],
    ['ERR_SP_EOF', 'disconnect'],
    ['ERR_SP_CONN_TIMEOUT', 'timeout'],
    ['ERR_SP_CANCELED', 'canceled'],
    ['ERR_SP_BAD_HEADER', 'proto'],
    ['ERR_SP_BAD_VERSION', 'proto'],
    ['ERR_SP_TLS_NO_CERT', 'auth'],
    ['ERR_SP_IO', 'other'],
  ])('that fail with %s are counted as %s', async (failure, name) => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).fail(new SpError(failure));
    const pair = createPair(mock.net, { dialAsync: true });
    await pair.dial(ADDRESS);
    await settled();
    expect(numbers(pair.stats().find('dialer'), name)).toEqual([1]);
  });

  it.each(['timeout', 'canceled'])('that we gave up are counted as %s', async (name) => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).stall();
    const pair = createPair(mock.net);
    const controller = new AbortController();
    const call = name === 'timeout' ? { timeout: 10 } : { signal: controller.signal };
    const dial = outcome(pair.newDialer(ADDRESS).dial(call));
    await mock.clock.advance(10);
    controller.abort();
    await settled();
    expect([dial.state, ...numbers(pair.stats().find('dialer'), name)]).toEqual(['rejected', 1]);
  });

  it('that end because we close are no failure', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS).stall();
    const seen: Observed[] = [];
    const pair = createPair(mock.net, { dialAsync: true, observer: (event) => void seen.push(event) });
    (await pair.dial(ADDRESS)).close();
    await settled();
    expect(seen).toEqual([]);
  });

  it('show their receive limit where the transport has one', () => {
    const pair = createPair(limited(testNet()).net, { maxRecvSize: 77 });
    pair.newDialer(ADDRESS);
    pair.newListener(ADDRESS);
    expect(numbers(pair.stats().find('dialer'), 'rcv_max')).toEqual([77]);
    expect(pair.stats().find('listener')?.find('rcv_max')).toMatchObject({ number: 77, unit: 'bytes', type: 'level' });
    const plain = createPair(testNet().net);
    plain.newDialer(ADDRESS);
    expect(plain.stats().find('rcv_max')).toBeUndefined();
  });
});
