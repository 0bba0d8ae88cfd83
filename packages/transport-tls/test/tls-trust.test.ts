import { spawn } from 'node:child_process';
import dns from 'node:dns';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { codeOf, until, type WireEnd } from '@sp/compliance';
import type { TlsConfig, TlsState } from '../src/index.ts';
import { client as clientIdentity, identity, server as serverIdentity, stranger } from './certificates.ts';
import { Bench, trusting } from './tls-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
  jest.restoreAllMocks();
});

const stateOf = (end: WireEnd | undefined): TlsState => end?.pipe.property('tlsState') as TlsState;

describe('a TLS dialer', () => {
  it.each<[string, TlsConfig | undefined]>([
    ['with what the system trusts', undefined],
    ['with an empty configuration', {}],
    ['with a foreign authority', { ca: stranger.cert }],
  ])('[transports 13.4.3] fails %s, and says why; the listener goes on', async (_what, config) => {
    const station = await bench.listen();
    const dialing = bench.dial(station.address, { tls: config });
    await expect(dialing).rejects.toMatchObject({
      code: 'ERR_SP_TLS_AUTH',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    await expect(dialing).rejects.toThrow(station.address);
    await until(() => station.failures.length === 1, 'the report');
    expect(station.ends).toEqual([]);
    await bench.connect(station);
  });

  it('[transports 13.4.3] fails whatever the environment of the process says', async () => {
    const station = await bench.listen();
    const file = new URL('./distrusting-dialer.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, ['--conditions=@sp/source', '--import', 'tsx', file, station.address], {
      env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 15_000,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    expect(output.trim()).toBe('ERR_SP_TLS_AUTH');
  });

  it('[transports 13.4.3] fails where the certificate has expired', async () => {
    const old = await identity('old', [], ['127.0.0.1'], -1);
    const station = await bench.listen(undefined, { tls: old });
    await expect(bench.dial(station.address, { tls: { ca: old.cert } })).rejects.toMatchObject({
      code: 'ERR_SP_TLS_AUTH',
      cause: { code: 'CERT_HAS_EXPIRED' },
    });
  });

  it('[transports 13.4.4] connects to anybody if told so, and keeps what it found', async () => {
    const station = await bench.listen();
    const [end] = await bench.connect(station, { tls: { rejectUnauthorized: false } });
    expect(stateOf(end)).toMatchObject({
      authorized: false,
      authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      peerCertificate: { subject: { CN: 'server' } },
    });
  });

  it('[transports 13.4.10] takes the server name from the address, and fails where the certificate has another', async () => {
    const station = await bench.listen('tls+tcp4://localhost:0', { tls: { ...clientIdentity } });
    const url = `tls+tcp4://localhost:${station.port}`;
    await expect(bench.dial(url, { tls: { ca: clientIdentity.cert } })).rejects.toMatchObject({
      code: 'ERR_SP_TLS_AUTH',
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID', host: 'localhost' },
    });
    expect(await codeOf(bench.dial(station.address, { tls: { ca: clientIdentity.cert } }))).toBe('ERR_SP_TLS_AUTH');
    await bench.dial(url, { tls: { ca: clientIdentity.cert, servername: 'client.example' } });
    await until(() => station.ends.length === 1, 'the connection');
    expect(stateOf(station.ends[0]).servername).toBe('client.example');
  });

  it('[transports 13.4.10] asks for the name of a host, and for none with an IP address', async () => {
    const station = await bench.listen('tls+tcp4://127.0.0.1:0');
    const { lookup } = dns;
    const lenient = (host: string, ...rest: never[]): void => {
      (lookup as (...all: unknown[]) => void)(host.replace(/\.$/, ''), ...rest);
    };
    // Not every system knows the absolute form of this name.
    jest.spyOn(dns, 'lookup').mockImplementation(lenient as unknown as typeof dns.lookup);
    for (const host of ['localhost', 'localhost.', '127.0.0.1']) {
      await bench.dial(`tls+tcp4://${host}:${station.port}`);
    }
    await until(() => station.ends.length === 3, 'three connections');
    expect(station.ends.map((end) => stateOf(end).servername)).toEqual(['localhost', 'localhost', undefined]);
  });

  it('[transports 13.4.10] leaves the check of the name to the application if told so', async () => {
    const station = await bench.listen('tls+tcp4://127.0.0.1:0', { tls: clientIdentity });
    const reason = Object.assign(new Error('not today'), { code: 'ANY_CODE' });
    const asked: string[] = [];
    const check = (answer: Error | undefined): TlsConfig => ({
      ca: clientIdentity.cert,
      checkServerIdentity: (host) => {
        asked.push(host);
        return answer;
      },
    });
    await bench.dial(station.address, { tls: check(undefined) });
    await expect(bench.dial(station.address, { tls: check(reason) })).rejects.toMatchObject({
      code: 'ERR_SP_TLS_AUTH',
      cause: reason,
    });
    expect(asked).toEqual(['127.0.0.1', '127.0.0.1']);
  });
});

describe('a TLS listener that asks for certificates', () => {
  const demanding: TlsConfig = { ...serverIdentity, requestCert: true, ca: clientIdentity.cert };

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '[transports 13.4.6] refuses a client without one (%s), tells it, and goes on',
    async (maxVersion) => {
      const station = await bench.listen(undefined, { tls: { ...demanding, maxVersion } });
      const code = await codeOf(bench.dial(station.address));
      // The alert of TLS 1.2 does not say what was wrong.
      expect(code).toBe(maxVersion === 'TLSv1.3' ? 'ERR_SP_TLS_AUTH' : 'ERR_SP_IO');
      await until(() => station.failures.length === 1, 'the report');
      expect(station.failures[0]).toMatchObject({
        code: 'ERR_SP_TLS_AUTH',
        cause: { code: 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE' },
      });
      await bench.connect(station, { tls: { ...trusting, ...clientIdentity } });
    },
  );

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '[transports 13.4.6] refuses a client with a foreign one (%s), and goes on',
    async (maxVersion) => {
      const station = await bench.listen(undefined, { tls: { ...demanding, maxVersion } });
      const dialing = bench.dial(station.address, { tls: { ...trusting, ...stranger } });
      // Node.js just hangs up.
      expect(await codeOf(dialing)).toMatch(/^ERR_SP_(EOF|CONN_RESET)$/);
      await until(() => station.failures.length === 1, 'the report');
      expect(station.failures[0]).toMatchObject({
        code: 'ERR_SP_TLS_AUTH',
        cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      });
      expect(station.ends).toEqual([]);
      await bench.connect(station, { tls: { ...trusting, ...clientIdentity } });
    },
  );

  it('[transports 13.4.6] sends nothing of SP to a client that it refuses', async () => {
    const station = await bench.listen(undefined, { tls: demanding });
    for (const shown of [{}, stranger]) {
      const raw = await bench.client(station, shown);
      await until(() => raw.closed, 'the end');
      expect(raw.received.length).toBe(0);
    }
  });

  it('[transports 13.4.6] takes one that it knows', async () => {
    const station = await bench.listen(undefined, { tls: demanding });
    const [, end] = await bench.connect(station, { tls: { ...trusting, ...clientIdentity } });
    expect(stateOf(end)).toMatchObject({ authorized: true, peerCertificate: { subject: { CN: 'client' } } });
  });

  it('[transports 13.4.6] takes anybody if told so, and keeps what it found', async () => {
    const station = await bench.listen(undefined, { tls: { ...demanding, rejectUnauthorized: false } });
    const [, none] = await bench.connect(station);
    const [, foreign] = await bench.connect(station, { tls: { ...trusting, ...stranger } });
    expect(stateOf(none)).toMatchObject({ authorized: false, peerCertificate: undefined });
    expect(stateOf(foreign)).toMatchObject({
      authorized: false,
      authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      peerCertificate: { subject: { CN: 'stranger' } },
    });
  });

  it('[transports 13.4.6] does not let a client in that resumes the session of a refusal', async () => {
    const station = await bench.listen(undefined, { tls: demanding });
    const refused = await bench.client(station);
    let session: Buffer | undefined;
    refused.socket.on('session', (ticket: Buffer) => (session = ticket));
    await until(() => refused.closed, 'the end');
    const again = await bench.client(station, session === undefined ? {} : { session });
    await until(() => again.closed, 'the end of the second');
    expect(again.received.length).toBe(0);
    await until(() => station.failures.length === 2, 'both reports');
    expect(station.codes).toEqual(['ERR_SP_TLS_AUTH', 'ERR_SP_TLS_AUTH']);
  });
});

describe('versions before TLS 1.2', () => {
  const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

  it.each(['TLSv1', 'TLSv1.1'] as const)('[transports 13.4.8] are refused by a listener: %s', async (maxVersion) => {
    const station = await bench.listen(undefined, { tls: { ...serverIdentity, ciphers: old.ciphers } });
    const raw = await bench.client(station, { ...old, maxVersion });
    await until(() => raw.closed && station.failures.length === 1, 'the end');
    expect(station.failures[0]).toMatchObject({ code: 'ERR_SP_IO', cause: { code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' } });
    expect(raw.received.length).toBe(0);
    await bench.connect(station);
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('[transports 13.4.8] are refused by a dialer: %s', async (maxVersion) => {
    const server = createServer({ ...serverIdentity, ...old, maxVersion });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const dialing = bench.dial(`tls+tcp://127.0.0.1:${port}`, { tls: { ...trusting, ciphers: old.ciphers } });
      await expect(dialing).rejects.toMatchObject({
        code: 'ERR_SP_IO',
        cause: { code: expect.stringMatching(/PROTOCOL/) },
      });
    } finally {
      server.close();
    }
  });
});
