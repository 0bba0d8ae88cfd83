import { networkInterfaces } from 'node:os';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { codeOf, until, type WireEnd } from '@sp/compliance';
import { tls } from '../src/index.ts';
import { server as identity } from './certificates.ts';
import { Bench } from './tls-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
  jest.restoreAllMocks();
});

const ip = (address: string): string => address.replace(/:\d+$/, '');
const loopback = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const withIPv6 = loopback.some(({ address }) => address === '::1') ? it : it.skip;
const onLinux = process.platform === 'linux' ? it : it.skip;

describe('TLS addresses', () => {
  it('[TR-1, transports 13.1.1] are those of tls+tcp, tls+tcp4 and tls+tcp6, with case', () => {
    for (const role of ['dial', 'listen'] as const) {
      for (const scheme of ['tls+tcp', 'tls+tcp4', 'tls+tcp6']) {
        expect(tls().parse(`${scheme}://localhost:80`, role)).toMatchObject({ scheme, host: 'localhost', port: 80 });
      }
      for (const url of ['tcp://x:1', 'tls://x:1', 'TLS+TCP://x:1', 'wss://x:1', 'localhost:80']) {
        expect(() => tls().parse(url, role)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_TRAN' }));
      }
    }
  });

  it.each(['*:5555', ':5555', '127.0.0.1', '-x:1', '::1:80', '127.0.0.1:0', 'localhost:80/x'])(
    '[transports 13.4.1] [transports 13.3.7] [transports 13.3.12] may not be tls+tcp://%s for dialing',
    (rest) => {
      expect(() => tls().parse(`tls+tcp://${rest}`, 'dial')).toThrow(
        expect.objectContaining({ code: 'ERR_SP_BAD_ADDR' }),
      );
    },
  );

  it('[transports 13.4.1] [transports 13.3.3, TR-8] get a real port for port 0, which can be dialed as it is', async () => {
    const station = await bench.listen('tls+tcp://127.0.0.1:0/');
    expect(station.address).toMatch(/^tls\+tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(station.address).toBe(`tls+tcp://127.0.0.1:${station.port}`);
    await bench.connect(station);
  });

  it.each(['*:0', ':0'])('[transports 13.4.1] [transports 13.3.6] by %s mean all interfaces', async (rest) => {
    const station = await bench.listen(`tls+tcp://${rest}`);
    expect(station.address).toMatch(/^tls\+tcp:\/\/(\[::\]|0\.0\.0\.0):\d+$/);
    await bench.dial(`tls+tcp://127.0.0.1:${station.port}`);
    await until(() => station.ends.length === 1, 'the connection');
    expect(ip(station.ends[0]?.pipe.remoteAddress ?? '')).toBe('127.0.0.1');
  });

  withIPv6(
    '[transports 13.4.1] [transports 13.3.9] [transports 13.3.10] force the family where they say so',
    async () => {
      const six = await bench.listen('tls+tcp6://*:0');
      const [one, two] = [await bench.dial(`tls+tcp6://[::1]:${six.port}`), six];
      await until(() => two.ends.length === 1, 'the connection');
      expect(one.pipe.remoteAddress).toBe(`[::1]:${six.port}`);
      expect(await codeOf(bench.dial(`tls+tcp4://127.0.0.1:${six.port}`))).toBe('ERR_SP_CONN_REFUSED');
      expect(() => tls().parse('tls+tcp4://[::1]:80', 'dial')).toThrow(
        expect.objectContaining({ code: 'ERR_SP_BAD_ADDR' }),
      );
      const four = await bench.listen('tls+tcp4://localhost:0');
      expect(four.address).toBe(`tls+tcp4://127.0.0.1:${four.port}`);
      expect(await codeOf(bench.dial(`tls+tcp6://[::1]:${four.port}`))).toBe('ERR_SP_CONN_REFUSED');
    },
  );

  onLinux('[transports 13.4.1] [transports 13.3.8] may tell the address to dial from', async () => {
    const station = await bench.listen();
    const end = await bench.dial(`tls+tcp://127.0.0.2;127.0.0.1:${station.port}`);
    expect(ip(end.pipe.localAddress)).toBe('127.0.0.2');
    for (const source of ['192.0.2.1', 'no-such-interface']) {
      const dialing = bench.dial(`tls+tcp://${source};127.0.0.1:${station.port}`);
      expect(await codeOf(dialing)).toBe('ERR_SP_BAD_ADDR');
    }
  });

  it('[transports 13.4.1] [transports 13.3.4] may be of another host or unknown: listening and dialing fail', async () => {
    expect(await codeOf(bench.listen('tls+tcp://1.1.1.1:80'))).toBe('ERR_SP_BAD_ADDR');
    expect(await codeOf(bench.dial('tls+tcp://no-such-host.invalid:80'))).toMatch(/^ERR_SP_(BAD_ADDR|IO)$/);
    expect(await codeOf(Promise.resolve().then(() => bench.dial('tls+tcp://255.255.255.255:80')))).toBe(
      'ERR_SP_BAD_ADDR',
    );
  });
});

describe('a TLS listener', () => {
  it('[transports 13.4.1] [transports 13.1.6, TR-3] has its address alone', async () => {
    const { address } = await bench.listen();
    const again = bench.listen(address);
    await expect(again).rejects.toMatchObject({ code: 'ERR_SP_ADDR_IN_USE', cause: { code: 'EADDRINUSE' } });
    await expect(again).rejects.toThrow(address);
  });

  it('[transports 13.4.1] [transports 13.3.11] frees its address at once, with connections from before', async () => {
    const station = await bench.listen();
    const [, old] = await bench.connect(station);
    station.listener.close();
    station.listener.close();
    const dialing = bench.dial(station.address);
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED', cause: { code: 'ECONNREFUSED' } });
    await expect(dialing).rejects.toThrow(station.address);
    await bench.connect(await bench.listen(station.address));
    expect(old.closes).toBe(0);
  });

  it('[T-017] does not keep the process alive, and its connections do not either', async () => {
    const alive = (): string[] => process.getActiveResourcesInfo().filter((kind) => /^T(CP|LS)/.test(kind));
    const before = alive();
    const station = await bench.listen();
    await bench.connect(station);
    await bench.plainClient(station).then(({ socket }) => socket.unref());
    expect(alive()).toEqual(before);
  });

  it('tells the port that is bound, and no unknown property', async () => {
    const { listener, address } = await bench.listen();
    expect(address.endsWith(`:${String(listener.property?.('boundPort'))}`)).toBe(true);
    expect(listener.property?.('nonsense')).toBeUndefined();
  });
});

describe('TLS options', () => {
  const values = (end: WireEnd): unknown[] =>
    ['noDelay', 'keepAlive', 'keepAliveTime', 'maxRecvSize'].map((name) => end.pipe.property(name));

  it.each(['dialOptions', 'listenOptions'] as const)('[TR-9, OPT-1] of %s have their defaults', (table) => {
    expect(Object.fromEntries(Object.entries(tls()[table]).map(([name, spec]) => [name, spec.default]))).toEqual({
      noDelay: true,
      keepAlive: true,
      keepAliveTime: 0,
      maxRecvSize: 1_048_576,
      tls: undefined,
    });
  });

  it('[transports 13.4.5, OPT-2] take an object as tls and nothing else, and no version before TLS 1.2', () => {
    for (const table of [tls().dialOptions, tls().listenOptions]) {
      for (const good of [{}, identity, { minVersion: 'TLSv1.3' }]) expect(table.tls.check(good)).toBe(true);
      for (const bad of [null, true, 1, 'cert', [], Buffer.from('cert'), () => ({}), { minVersion: 'TLSv1.1' }]) {
        expect(table.tls.check(bad)).toBe(false);
      }
    }
  });

  it('[transports 13.4.1] [transports 13.3.1, OPT-5] set noDelay on both sides, by default true', async () => {
    const station = await bench.listen();
    const set = jest.spyOn(Socket.prototype, 'setNoDelay');
    const ends = await bench.connect(station);
    expect(set.mock.calls).toEqual([[true], [true]]);
    station.options.noDelay = false;
    ends.push(...(await bench.connect(station, { noDelay: false })));
    expect(set.mock.calls.slice(2)).toEqual([[false], [false]]);
    expect(ends.map(({ pipe }) => pipe.property('noDelay'))).toEqual([true, true, false, false]);
  });

  it('[transports 13.4.1] [transports 13.3.2, OPT-4, OPT-7] set keep-alive on both sides, by the values of that moment', async () => {
    const station = await bench.listen(undefined, { keepAliveTime: 1_500 });
    const set = jest.spyOn(Socket.prototype, 'setKeepAlive');
    const ends = await bench.connect(station, { keepAliveTime: 1_500 });
    expect(set.mock.calls).toEqual([
      [true, 2_000],
      [true, 2_000],
    ]);
    Object.assign(station.options, { keepAlive: false, maxRecvSize: 7 });
    const later = await bench.connect(station, { keepAlive: false, maxRecvSize: 7 });
    expect(set.mock.calls.slice(2).map(([on]) => on)).toEqual([false, false]);
    for (const end of ends) expect(values(end)).toEqual([true, true, 1_500, 1_048_576]);
    expect(later.map((end) => values(end)[1])).toEqual([false, false]);
    expect(later.map((end) => values(end)[3])).toEqual([7, 7]);
  });
});
