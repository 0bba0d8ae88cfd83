import { Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ws, wsMount, wsMux } from '../src/index.ts';
import { Bench } from './ws-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
  jest.restoreAllMocks();
});

const { dialOptions, listenOptions } = ws();

describe('WebSocket options', () => {
  it.each<[string, { check(value: unknown): boolean }, unknown[], unknown[]]>([
    ['checkOrigin', listenOptions.checkOrigin, [true, false, [], ['http://x']], [0, 'true', null, undefined, [1], {}]],
    ['noDelay', listenOptions.noDelay, [true, false], [0, 1, 'true', null, undefined]],
    ['noDelay of dial', dialOptions.noDelay, [true, false], [0, 1, 'true', null, undefined]],
    ['keepAlive', listenOptions.keepAlive, [true, false], [0, 'true']],
    ['keepAliveTime', dialOptions.keepAliveTime, [0, 1_000], [-1, NaN, Infinity, '1']],
    ['tls', dialOptions.tls, [{}, { ca: 'x' }], [true, 'x', null, [], { minVersion: 'TLSv1' }]],
    ['mux', listenOptions.mux, [wsMux()], [{}, { handle: () => undefined }, true, null]],
    ['mount', listenOptions.mount, [wsMount()], [{}, true, null]],
    [
      'headers',
      dialOptions.headers,
      [{}, { Authorization: 'x', host: 'y' }],
      [null, [], 'x', { a: 1 }, { 'a b': 'x' }, { a: 'x\r\ny' }, { 'sec-websocket-key': 'x' }, { Upgrade: 'x' }],
    ],
  ])('[transports 13.7.9] %s takes its own values, and no others', (_name, spec, good, bad) => {
    expect(good.map((value) => spec.check(value))).toEqual(good.map(() => true));
    expect(bad.map((value) => spec.check(value))).toEqual(bad.map(() => false));
  });

  it('[transports 13.7.9] there are no others', () => {
    const both = ['headers', 'keepAlive', 'keepAliveTime', 'maxRecvSize', 'noDelay', 'tls'];
    expect(Object.keys(dialOptions).toSorted()).toEqual(both);
    expect(Object.keys(listenOptions).toSorted()).toEqual([...both, 'checkOrigin', 'mount', 'mux'].toSorted());
  });

  it.each([
    [true, true, 0],
    [false, true, 1_500],
    [true, false, 0],
  ])('[core OPT-5] noDelay %s, keepAlive %s and keepAliveTime %d are set, and read back', async (...values) => {
    const [noDelay, keepAlive, keepAliveTime] = values;
    const station = await bench.listen(undefined, { noDelay, keepAlive, keepAliveTime });
    const setNoDelay = jest.spyOn(Socket.prototype, 'setNoDelay');
    const setKeepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    const ends = await bench.connect(station, { noDelay, keepAlive, keepAliveTime });
    for (const { pipe } of ends) {
      expect(['noDelay', 'keepAlive', 'keepAliveTime'].map((name) => pipe.property(name))).toEqual(values);
      expect(pipe.property('tlsState')).toBeUndefined();
    }
    // The last word is ours, whatever the libraries underneath set before.
    for (const [calls, expected] of [
      [setNoDelay.mock, [noDelay]],
      [setKeepAlive.mock, [keepAlive, Math.ceil(keepAliveTime / 1_000) * 1_000]],
    ] as const) {
      const last = new Map(calls.contexts.map((context, n) => [context, calls.calls[n]]));
      expect([...last.values()]).toEqual([expected, expected]);
    }
  });

  it('[transports 13.1.17] apply to connections made afterwards', async () => {
    const station = await bench.listen(undefined, { maxRecvSize: 10 });
    const [, first] = await bench.connect(station);
    station.options.maxRecvSize = Infinity;
    const [, second] = await bench.connect(station);
    expect([first, second].map(({ pipe }) => pipe.property('maxRecvSize'))).toEqual([10, Infinity]);
  });
});
