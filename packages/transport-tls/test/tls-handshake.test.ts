import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { codeOf, toHex, ManualClock, quiet, repHeader, reqHeader, until } from '@sp/compliance';
import { server as identity } from './certificates.ts';
import { Bench, Raw, trusting } from './tls-bench.ts';

const bench = new Bench();
const servers: Server[] = [];
const raws: Raw[] = [];
afterEach(() => {
  bench.close();
  for (const { socket } of raws.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server that speaks no TLS. */
async function plainServer(connected: (raw: Raw) => void = () => {}): Promise<string> {
  const server = createServer((socket) => {
    const raw = new Raw(socket);
    raws.push(raw);
    connected(raw);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `tls+tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a TLS listener', () => {
  it.each([
    ['plain SP', reqHeader, 'ERR_SSL_WRONG_VERSION_NUMBER'],
    ['HTTP', '47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a 0d 0a', 'ERR_SSL_HTTP_REQUEST'],
    ['garbage', 'ff ff ff ff ff ff ff ff ff ff ff ff', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ])('[transports 13.4.9] drops a client that speaks %s, sends no SP, and goes on', async (_what, wire, code) => {
    const station = await bench.listen();
    const raw = await bench.plainClient(station);
    raw.send(wire);
    await until(() => raw.closed && station.failures.length === 1, 'the end');
    expect(toHex(raw.received)).not.toContain('53 50');
    expect(station.failures[0]).toMatchObject({ code: 'ERR_SP_IO', cause: { code } });
    expect(station.ends).toEqual([]);
    await bench.connect(station);
  });

  it('[transports 13.4.9] sends nothing at all to a client that is silent', async () => {
    const station = await bench.listen();
    const raw = await bench.plainClient(station);
    await bench.connect(station);
    await quiet();
    expect([raw.received.length, raw.closed]).toEqual([0, false]);
  });

  it.each([true, false])(
    'goes on after a client that hangs up before TLS, by the end of its stream: %s',
    async (end) => {
      const station = await bench.listen();
      const raw = await bench.plainClient(station);
      if (end) raw.socket.end();
      else raw.socket.resetAndDestroy();
      await until(() => station.failures.length === 1, 'the report');
      expect(station.codes).toEqual(['ERR_SP_CONN_RESET']);
      await bench.connect(station);
    },
  );

  it('[transports 13.4.1] [transports 13.2.6] [transports 13.2.7] serves a good client beside 60 that begin no TLS, which it drops after 10 s', async () => {
    const clock = new ManualClock();
    const station = await bench.listen(undefined, {}, { clock });
    const silent = await Promise.all(Array.from({ length: 60 }, () => bench.plainClient(station)));
    const [good] = await bench.goodClient(station);
    await clock.advance(9_999);
    await quiet();
    expect(silent.some(({ closed }) => closed)).toBe(false);
    await clock.advance(1);
    await until(() => silent.every(({ closed }) => closed), 'the end of the silent ones');
    await until(() => station.failures.length === 60, 'the reports');
    expect(station.codes).toEqual(silent.map(() => 'ERR_SP_CONN_TIMEOUT'));
    await quiet();
    expect([good.closed, station.ends[0]?.closes, clock.pending]).toEqual([false, 0, 0]);
  });

  it('[transports 13.4.1] [transports 13.2.6] gives TLS and SP 10 s together', async () => {
    const clock = new ManualClock();
    const station = await bench.listen(undefined, {}, { clock });
    const below = connect(station.port, '127.0.0.1');
    await until(() => !below.connecting && clock.pending === 1, 'the connection');
    await clock.advance(4_000);
    const raw = new Raw(connectTls({ socket: below, host: '127.0.0.1', ...trusting }));
    raws.push(raw);
    expect(await raw.gotHeader()).toBe(repHeader);
    await clock.advance(5_999);
    await quiet();
    expect(raw.closed).toBe(false);
    await clock.advance(1);
    await until(() => raw.closed, 'the end of the connection');
    expect(station.codes).toEqual(['ERR_SP_CONN_TIMEOUT']);
    expect(clock.pending).toBe(0);
  });

  it('[transports 13.4.1] [transports 13.2.12] hangs up on unfinished handshakes when it closes', async () => {
    const clock = new ManualClock();
    const station = await bench.listen(undefined, {}, { clock });
    const silent = await bench.plainClient(station);
    await until(() => clock.pending === 1, 'the connection at the listener');
    station.listener.close();
    await until(() => silent.closed, 'the end of the silent client');
    await quiet();
    expect(station.failures).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('a TLS dialer', () => {
  it('[transports 13.4.9] fails at a server that speaks something else', async () => {
    const address = await plainServer((raw) => raw.send(repHeader));
    const dialing = bench.dial(address);
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_IO', cause: { code: 'ERR_SSL_WRONG_VERSION_NUMBER' } });
    await expect(dialing).rejects.toThrow(address);
    await until(() => raws[0]?.closed === true, 'the end of the connection');
    expect(toHex(raws[0]?.received ?? new Uint8Array(0))).not.toContain('53 50 00 00 30');
  });

  it('[transports 13.4.1, TR-10] fails at a server that hangs up before TLS', async () => {
    const address = await plainServer((raw) => raw.socket.end());
    expect(await codeOf(bench.dial(address))).toBe('ERR_SP_CONN_RESET');
  });

  it('[transports 13.4.1] [transports 13.2.8] gives up after 10 s on a server that begins no TLS', async () => {
    const clock = new ManualClock();
    const address = await plainServer();
    let outcome: unknown = 'pending';
    void codeOf(bench.dial(address, {}, { clock })).then((code) => (outcome = code));
    await until(() => raws.length === 1, 'the connection');
    await clock.advance(9_999);
    await quiet();
    expect(outcome).toBe('pending');
    await clock.advance(1);
    await until(() => outcome !== 'pending', 'the end of the dial');
    expect(outcome).toBe('ERR_SP_CONN_TIMEOUT');
    await until(() => raws[0]?.closed === true, 'the end of the connection');
    expect(clock.pending).toBe(0);
  });

  it('[transports 13.4.1] [transports 13.2.8] gives connecting, TLS and SP 10 s together', async () => {
    const clock = new ManualClock();
    const accepted: Socket[] = [];
    // What the client says has to wait for the TLS server.
    const below = createServer({ pauseOnConnect: true }, (socket) => accepted.push(socket));
    servers.push(below);
    await new Promise<void>((resolve) => below.listen(0, '127.0.0.1', resolve));
    const address = `tls+tcp://127.0.0.1:${(below.address() as AddressInfo).port}`;
    const secure = createTlsServer(identity);
    const shaken: Raw[] = [];
    secure.on('secureConnection', (socket) => {
      const raw = new Raw(socket);
      raws.push(raw);
      shaken.push(raw);
    });
    let outcome: unknown = 'pending';
    void codeOf(bench.dial(address, {}, { clock })).then((code) => (outcome = code));
    await until(() => accepted.length === 1, 'the connection');
    await clock.advance(4_000);
    accepted[0]?.resume();
    secure.emit('connection', accepted[0]);
    await until(() => shaken.length === 1, 'the TLS handshake');
    expect(await shaken[0]?.gotHeader()).toBe(reqHeader);
    await clock.advance(5_999);
    await quiet();
    expect(outcome).toBe('pending');
    await clock.advance(1);
    await until(() => outcome !== 'pending', 'the end of the dial');
    expect(outcome).toBe('ERR_SP_CONN_TIMEOUT');
    expect(clock.pending).toBe(0);
  });

  it('[T-014] ends at once when aborted before, while connecting, and in the TLS handshake', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const address = await plainServer();
    const during = bench.dial(address, {}, { signal: controller.signal });
    await until(() => raws.length === 1, 'the connection');
    const early = bench.dial(address, {}, { signal: controller.signal });
    controller.abort(reason);
    await expect(during).rejects.toBe(reason);
    await expect(early).rejects.toBe(reason);
    await until(() => raws[0]?.closed === true, 'the end of the connection');
    await expect(bench.dial(address, {}, { signal: controller.signal })).rejects.toBe(reason);
  });
});
