import dns from 'node:dns';
import { Server, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { codeOf, ManualClock, until, type WireEnd } from '@sp/compliance';
import type { SpError } from '@sp/core/transport';
import { tcp } from '../src/index.ts';
import { Bench } from './tcp-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
  jest.restoreAllMocks();
});

const ip = (address: string): string => address.replace(/:\d+$/, '');
const loopback = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const withIPv6 = loopback.some(({ address }) => address === '::1') ? it : it.skip;
const onLinux = process.platform === 'linux' ? it : it.skip;

/** Answers look-ups of one name; what everybody else asks goes to the system. */
const answer = (name: string, reply: () => string | Error): { readonly families: unknown[] } => {
  const real = dns.lookup;
  const families: unknown[] = [];
  const fake = (host: string, options: dns.LookupOptions, done: (...result: unknown[]) => void): void => {
    if (host !== name) {
      (real as (...all: unknown[]) => void)(host, options, done);
      return;
    }
    families.push(options.family);
    const result = reply();
    process.nextTick(() => {
      if (typeof result !== 'string') done(result);
      else if (options.all) done(null, [{ address: result, family: 4 }]);
      else done(null, result, 4);
    });
  };
  jest.spyOn(dns, 'lookup').mockImplementation(fake as unknown as typeof dns.lookup);
  return { families };
};
const notFound = (): Error => Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });

describe('TCP addresses', () => {
  it('[TR-1] [transports 13.1.1] are those of tcp, tcp4 and tcp6, with case', () => {
    for (const role of ['dial', 'listen'] as const) {
      for (const scheme of ['tcp', 'tcp4', 'tcp6']) {
        expect(tcp().parse(`${scheme}://localhost:80`, role)).toMatchObject({ scheme, host: 'localhost', port: 80 });
      }
      for (const url of ['ipc://x', 'TCP://localhost:80', 'tcp5://localhost:80', 'localhost:80']) {
        expect(() => tcp().parse(url, role)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_TRAN' }));
      }
    }
  });

  it.each(['tcp://*:5555', 'tcp://:5555', 'tcp://127.0.0.1', 'tcp://-x:1', 'tcp://::1:80', 'tcp://127.0.0.1:0'])(
    '[transports 13.3.7] may not be %s for dialing',
    (url) => {
      expect(() => tcp().parse(url, 'dial')).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_ADDR' }));
    },
  );

  it.each(['tcp4://[::1]:80', 'tcp6://127.0.0.1:80', 'tcp6://127.0.0.1;localhost:80'])(
    '[transports 13.3.10] may not be %s: the family is wrong',
    (url) => {
      expect(() => tcp().parse(url, 'dial')).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_ADDR' }));
    },
  );

  it('[transports 13.3.3, TR-8] get a real port for port 0, which can be dialed as it is', async () => {
    const station = await bench.listen('tcp://127.0.0.1:0');
    expect(station.address).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(station.address).toBe(`tcp://127.0.0.1:${station.port}`);
    await bench.connect(station);
    expect(() => tcp().parse('tcp://127.0.0.1:0', 'dial')).toThrow(
      expect.objectContaining({ code: 'ERR_SP_BAD_ADDR' }),
    );
  });

  it('[transports 13.3.12] may end in a /, and have no other path', async () => {
    const station = await bench.listen('tcp://127.0.0.1:0/');
    const end = await bench.dial(`${station.address}/`);
    expect(end.pipe.peer).toBe(0x31);
    expect(() => tcp().parse('tcp://127.0.0.1:80/x', 'dial')).toThrow(
      expect.objectContaining({ code: 'ERR_SP_BAD_ADDR' }),
    );
  });
});

describe('TCP listening', () => {
  it.each(['tcp://*:0', 'tcp://:0'])('[transports 13.3.6] on %s is on all interfaces', async (url) => {
    const station = await bench.listen(url);
    expect(station.address).toMatch(/^tcp:\/\/(\[::\]|0\.0\.0\.0):\d+$/);
    await bench.dial(`tcp://127.0.0.1:${station.port}`);
    await until(() => station.ends.length === 1, 'the connection');
    // A dual-stack socket sees the peer as ::ffff:127.0.0.1.
    expect(ip(station.ends[0]?.pipe.remoteAddress ?? '')).toBe('127.0.0.1');
    if (station.address.includes('[::]')) await bench.dial(`tcp://[::1]:${station.port}`);
  });

  it('on a name is on its first address', async () => {
    const station = await bench.listen('tcp4://localhost:0');
    expect(station.address).toMatch(/^tcp4:\/\/127\.0\.0\.1:\d+$/);
    await bench.connect(station);
  });

  it('[transports 13.3.10] by tcp6 on a name is never on an IPv4 address', async () => {
    // Some systems know localhost by IPv4 alone.
    const address = await bench.listen('tcp6://localhost:0').then(
      (station) => station.address,
      (error: unknown) => (error as SpError).code,
    );
    expect(address).toMatch(/^tcp6:\/\/\[::1\]:|^ERR_SP_/);
  });

  it('[transports 13.2.14] goes on after an error of accept, and reports it', async () => {
    const listening = jest.spyOn(Server.prototype, 'listen');
    const station = await bench.listen();
    const cause = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
    (listening.mock.contexts[0] as Server).emit('error', cause);
    expect(station.failures).toMatchObject([{ code: 'ERR_SP_IO', cause }]);
    await bench.connect(station);
  });

  it('[transports 13.3.4] fails on an address of another host, and on the broadcast address', async () => {
    expect(await codeOf(bench.listen('tcp://1.1.1.1:80'))).toBe('ERR_SP_BAD_ADDR');
    expect(await codeOf(bench.listen('tcp://255.255.255.255:80'))).toBe('ERR_SP_BAD_ADDR');
  });

  it('[transports 13.1.6, TR-3] twice on one address fails', async () => {
    const { address } = await bench.listen();
    const again = bench.listen(address);
    await expect(again).rejects.toMatchObject({ code: 'ERR_SP_ADDR_IN_USE', cause: { code: 'EADDRINUSE' } });
    await expect(again).rejects.toThrow(address);
  });

  it('[transports 13.3.11] works right after a close, with connections from before', async () => {
    const station = await bench.listen();
    const [, old] = await bench.connect(station);
    station.listener.close();
    station.listener.close();
    expect(await codeOf(bench.dial(station.address))).toBe('ERR_SP_CONN_REFUSED');
    const again = await bench.listen(station.address);
    await bench.connect(again);
    expect(old.closes).toBe(0);
  });

  it('tells the port that is bound, and no unknown property', async () => {
    const { listener, address } = await bench.listen();
    expect(address.endsWith(`:${String(listener.property?.('boundPort'))}`)).toBe(true);
    expect(listener.property?.('nonsense')).toBeUndefined();
  });

  it('takes the options in force at each connection', async () => {
    const station = await bench.listen(undefined, { maxRecvSize: 10 });
    const [, first] = await bench.connect(station);
    Object.assign(station.options, { maxRecvSize: 20, noDelay: false });
    const [, second] = await bench.connect(station);
    expect([first, second].map(({ pipe }) => pipe.property('maxRecvSize'))).toEqual([10, 20]);
    expect([first, second].map(({ pipe }) => pipe.property('noDelay'))).toEqual([true, false]);
  });
});

describe('TCP dialing', () => {
  it('[transports 13.1.7, TR-2] fails where nobody listens, and names the address', async () => {
    const station = await bench.listen();
    station.listener.close();
    const dialing = bench.dial(station.address);
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED', cause: { code: 'ECONNREFUSED' } });
    await expect(dialing).rejects.toThrow(station.address);
  });

  it('[transports 13.3.4] fails for a name that does not exist, and for the broadcast address', async () => {
    answer('invalid.invalid', notFound);
    expect(await codeOf(bench.dial('tcp://invalid.invalid:80'))).toBe('ERR_SP_BAD_ADDR');
    expect(await codeOf(bench.dial('tcp://255.255.255.255:80'))).toBe('ERR_SP_BAD_ADDR');
  });

  it('[transports 13.3.5] resolves a name anew each time: it may be unknown now and known later', async () => {
    const station = await bench.listen();
    const url = `tcp://later.example:${station.port}`;
    let known = false;
    answer('later.example', () => (known ? '127.0.0.1' : notFound()));
    expect(await codeOf(bench.dial(url))).toBe('ERR_SP_BAD_ADDR');
    known = true;
    await bench.dial(url);
    known = false;
    expect(await codeOf(bench.dial(url))).toBe('ERR_SP_BAD_ADDR');
  });

  it('[transports 13.3.10] by tcp4 and tcp6 asks for names of that family alone', async () => {
    const { families } = answer('family.example', notFound);
    for (const scheme of ['tcp4', 'tcp6', 'tcp']) await codeOf(bench.dial(`${scheme}://family.example:80`));
    expect(families).toEqual([4, 6, 0]);
  });

  withIPv6('[transports 13.3.9] works with IPv6 addresses in brackets', async () => {
    const station = await bench.listen('tcp://[::1]:0');
    expect(station.address).toMatch(/^tcp:\/\/\[::1\]:\d+$/);
    const [one, two] = await bench.connect(station);
    expect(one.pipe.remoteAddress).toBe(`[::1]:${station.port}`);
    expect(one.pipe.localAddress).toMatch(/^\[::1\]:\d+$/);
    expect([two.pipe.localAddress, two.pipe.remoteAddress]).toEqual([one.pipe.remoteAddress, one.pipe.localAddress]);
  });

  withIPv6('[transports 13.3.10] reaches a tcp6 listener by IPv6 alone', async () => {
    const station = await bench.listen('tcp6://*:0');
    expect(station.address).toBe(`tcp6://[::]:${station.port}`);
    await bench.dial(`tcp6://[::1]:${station.port}`);
    expect(await codeOf(bench.dial(`tcp4://127.0.0.1:${station.port}`))).toBe('ERR_SP_CONN_REFUSED');
  });

  withIPv6('[transports 13.3.10] reaches a tcp4 listener by IPv4 alone', async () => {
    const station = await bench.listen('tcp4://*:0');
    expect(station.address).toBe(`tcp4://0.0.0.0:${station.port}`);
    await bench.dial(`tcp4://127.0.0.1:${station.port}`);
    expect(await codeOf(bench.dial(`tcp6://[::1]:${station.port}`))).toBe('ERR_SP_CONN_REFUSED');
  });

  onLinux('[transports 13.3.8] connects from the source address of SRC;host:port', async () => {
    const station = await bench.listen();
    const end = await bench.dial(`tcp://127.0.0.2;127.0.0.1:${station.port}`);
    await until(() => station.ends.length === 1, 'the connection');
    expect(ip(end.pipe.localAddress)).toBe('127.0.0.2');
    expect(ip(station.ends[0]?.pipe.remoteAddress ?? '')).toBe('127.0.0.2');
  });

  it('[transports 13.3.8] connects from the interface SRC, by the family of the target', async () => {
    const names = Object.entries(networkInterfaces()).filter(([, all]) =>
      all?.some((one) => one.address === '127.0.0.1'),
    );
    const name = names[0]?.[0] ?? 'none';
    const station = await bench.listen();
    const end = await bench.dial(`tcp://${name};localhost:${station.port}`);
    expect(ip(end.pipe.localAddress)).toBe('127.0.0.1');
    const wildcard = await bench.listen('tcp://*:0');
    if (!wildcard.address.includes('[::]')) return;
    const six = await bench.dial(`tcp://${name};[::1]:${wildcard.port}`);
    expect(ip(six.pipe.localAddress)).toBe('[::1]');
  });

  it.each(['192.0.2.1', 'no-such-interface'])(
    '[transports 13.3.8] fails from the source %s of another host, not as refused',
    async (source) => {
      const station = await bench.listen();
      expect(await codeOf(bench.dial(`tcp://${source};127.0.0.1:${station.port}`))).toBe('ERR_SP_BAD_ADDR');
    },
  );

  it('[transports 13.2.8] has 10 s for resolving, connecting and the handshake together', async () => {
    const clock = new ManualClock();
    const { address, raws } = await bench.server();
    let resolve: (() => void) | undefined;
    const slow = (_host: string, options: dns.LookupOptions, done: (...result: unknown[]) => void): void => {
      resolve = () => {
        done(null, ...(options.all ? [[{ address: '127.0.0.1', family: 4 }]] : ['127.0.0.1', 4]));
      };
    };
    jest.spyOn(dns, 'lookup').mockImplementation(slow as unknown as typeof dns.lookup);
    let outcome: unknown = 'pending';
    const dialing = bench.dial(address.replace('127.0.0.1', 'slow.example'), {}, { clock });
    void codeOf(dialing).then((code) => (outcome = code));
    await until(() => resolve !== undefined, 'the look-up');
    await clock.advance(4_000);
    resolve?.();
    await until(() => raws.length === 1, 'the connection');
    await raws[0]?.gotHeader();
    await clock.advance(5_999);
    expect(outcome).toBe('pending');
    await clock.advance(1);
    await until(() => outcome !== 'pending', 'the end of the dial');
    expect(outcome).toBe('ERR_SP_CONN_TIMEOUT');
    expect(clock.pending).toBe(0);
  });

  it('[T-014] ends at once when aborted before and while connecting', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    answer('slow.example', () => '192.0.2.1');
    const during = bench.dial('tcp://slow.example:80', {}, { signal: controller.signal });
    controller.abort(reason);
    await expect(during).rejects.toBe(reason);
    const before = bench.dial('tcp://slow.example:80', {}, { signal: controller.signal });
    await expect(before).rejects.toBe(reason);
  });
});

describe('TCP listeners and connections', () => {
  it('do not keep the process alive: that is up to the socket', async () => {
    const alive = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));
    await until(() => alive().length === 0, 'the end of earlier tests');
    const station = await bench.listen();
    await bench.connect(station);
    expect(alive()).toEqual([]);
  });
});

describe('TCP options', () => {
  const values = (end: WireEnd): unknown[] =>
    ['noDelay', 'keepAlive', 'keepAliveTime', 'maxRecvSize'].map((name) => end.pipe.property(name));

  it.each(['dialOptions', 'listenOptions'] as const)('[TR-9] of %s have their types and defaults', (table) => {
    const { noDelay, keepAlive, keepAliveTime, maxRecvSize, ...others } = tcp()[table];
    expect(others).toEqual({});
    expect([noDelay, keepAlive, keepAliveTime, maxRecvSize].map((spec) => spec.default)).toEqual([
      true,
      true,
      0,
      1_048_576,
    ]);
    for (const spec of [noDelay, keepAlive]) {
      expect([true, false].every((value) => spec.check(value))).toBe(true);
      expect([0, 1, 'true', null, undefined].some((value) => spec.check(value))).toBe(false);
    }
    expect([0, 1_000, 1.5].every((value) => keepAliveTime.check(value))).toBe(true);
    expect([-1, NaN, Infinity, '1', true].some((value) => keepAliveTime.check(value))).toBe(false);
    expect([1, Infinity].every((value) => maxRecvSize.check(value))).toBe(true);
    expect([0, -1, NaN, '1'].some((value) => maxRecvSize.check(value))).toBe(false);
  });

  it('[transports 13.3.1, OPT-5] noDelay is true by default and really set; our choice: false reads back false', async () => {
    const set = jest.spyOn(Socket.prototype, 'setNoDelay');
    const station = await bench.listen();
    const [one, two] = await bench.connect(station);
    expect(set.mock.calls).toEqual([[true], [true]]);
    expect([one.pipe.property('noDelay'), two.pipe.property('noDelay')]).toEqual([true, true]);
    station.options.noDelay = false;
    const [three, four] = await bench.connect(station, { noDelay: false });
    expect(set.mock.calls.slice(2)).toEqual([[false], [false]]);
    expect([three.pipe.property('noDelay'), four.pipe.property('noDelay')]).toEqual([false, false]);
  });

  it.each([
    [true, 0, [true, 0]],
    [true, 1_000, [true, 1_000]],
    [true, 1, [true, 1_000]],
    [true, 90_500, [true, 91_000]],
    [false, 0, [false, 0]],
    [false, 1_000, [false, 1_000]],
  ] as const)(
    '[transports 13.3.2, OPT-4] our choice: keepAlive %s and keepAliveTime %d are set apart, and neither changes the other',
    async (keepAlive, keepAliveTime, expected) => {
      const set = jest.spyOn(Socket.prototype, 'setKeepAlive');
      const options = { keepAlive, keepAliveTime };
      const station = await bench.listen(undefined, options);
      const ends = await bench.connect(station, options);
      expect(set.mock.calls).toEqual([expected, expected]);
      for (const end of ends) expect(values(end)).toEqual([true, keepAlive, keepAliveTime, 1_048_576]);
    },
  );
});
