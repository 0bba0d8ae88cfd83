import { createSecureContext } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { codeOf, until, type WireEnd } from '@sp/compliance';
import type { TlsConfig, TlsState } from '../src/index.ts';
import { client as clientIdentity, identity, server as serverIdentity } from './certificates.ts';
import { Bench } from './tls-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
});

const stateOf = (end: WireEnd | undefined): TlsState => end?.pipe.property('tlsState') as TlsState;
const nameOf = (end: WireEnd | undefined): unknown => stateOf(end).peerCertificate?.subject.CN;

describe('the configuration of a TLS listener', () => {
  it('[transports 13.4.2] is required: ERR_SP_TLS_NO_CONFIG', async () => {
    expect(await codeOf(bench.listen(undefined, { tls: undefined }))).toBe('ERR_SP_TLS_NO_CONFIG');
  });

  it.each<[string, TlsConfig]>([
    ['is empty', {}],
    ['only trusts', { ca: serverIdentity.cert }],
    ['has a certificate without its key', { cert: serverIdentity.cert }],
    ['has a key alone', { key: serverIdentity.key }],
    ['has no certificate in its list', { cert: [], key: serverIdentity.key }],
  ])('[transports 13.4.2] has to have a certificate: ERR_SP_TLS_NO_CERT where it %s', async (_what, config) => {
    const listening = bench.listen('tls+tcp://127.0.0.1:0', { tls: config });
    await expect(listening).rejects.toMatchObject({ code: 'ERR_SP_TLS_NO_CERT' });
    await expect(listening).rejects.toThrow('tls+tcp://127.0.0.1:0');
  });

  it('[transports 13.4.2] may have a callback that chooses the certificate', async () => {
    const context = createSecureContext(serverIdentity);
    const asked: string[] = [];
    const SNICallback: TlsConfig['SNICallback'] = (name, done) => {
      asked.push(name);
      done(null, context);
    };
    const station = await bench.listen('tls+tcp4://localhost:0', { tls: { SNICallback } });
    await bench.dial(`tls+tcp4://localhost:${station.port}`);
    expect(asked).toEqual(['localhost']);
  });

  it('is refused where it can not be read: ERR_SP_BAD_VALUE, for dialing too', async () => {
    const broken = { cert: 'no certificate', key: 'no key' };
    const listening = bench.listen(undefined, { tls: broken });
    await expect(listening).rejects.toMatchObject({
      code: 'ERR_SP_BAD_VALUE',
      cause: { message: expect.any(String) },
    });
    const { address } = await bench.listen();
    expect(await codeOf(bench.dial(address, { tls: { ca: serverIdentity.cert, ...broken } }))).toBe('ERR_SP_BAD_VALUE');
  });

  it('hides no default by settings that are undefined', async () => {
    const nothing = { checkServerIdentity: undefined, rejectUnauthorized: undefined, minVersion: undefined };
    const station = await bench.listen(undefined, { tls: { ...serverIdentity, ...nothing } });
    await bench.connect(station, { tls: { ca: serverIdentity.cert, ...nothing } });
    expect(await codeOf(bench.dial(station.address, { tls: nothing }))).toBe('ERR_SP_TLS_AUTH');
  });

  it('[transports 13.4.11] our choice: a listener keeps the one it began with, the next one takes the new one', async () => {
    const station = await bench.listen();
    const next = await identity('next', [], ['127.0.0.1']);
    station.options.tls = next;
    const trust = { ca: [serverIdentity.cert, next.cert] };
    const [first] = await bench.connect(station, { tls: trust });
    expect(nameOf(first)).toBe('server');
    station.listener.close();
    const again = await bench.listen(station.address, { tls: next });
    const [second] = await bench.connect(again, { tls: trust });
    expect(nameOf(second)).toBe('next');
    expect(nameOf(first)).toBe('server');
  });
});

describe('the state of a TLS connection', () => {
  it('[transports 13.4.7] is complete on both sides', async () => {
    const station = await bench.listen('tls+tcp4://localhost:0', {
      tls: { ...serverIdentity, requestCert: true, ca: clientIdentity.cert },
    });
    const one = await bench.dial(station.address.replace('127.0.0.1', 'localhost'), {
      tls: { ...clientIdentity, ca: serverIdentity.cert },
    });
    await until(() => station.ends.length === 1, 'the connection');
    const common = {
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      authorized: true,
      authorizationError: undefined,
      servername: 'localhost',
    };
    expect(stateOf(one)).toMatchObject({
      ...common,
      peerCertificate: {
        subject: { CN: 'server' },
        subjectaltname: expect.stringContaining('DNS:localhost'),
      },
    });
    expect(stateOf(station.ends[0])).toMatchObject({
      ...common,
      peerCertificate: { subject: { CN: 'client' }, subjectaltname: 'DNS:client.example' },
    });
  });

  it('[transports 13.4.7] outlives the connection', async () => {
    const ends = await bench.connect(await bench.listen());
    ends[0].pipe.close();
    await until(() => ends.every(({ closes }) => closes === 1), 'the end');
    expect(nameOf(ends[0])).toBe('server');
    expect(stateOf(ends[1])).toMatchObject({ protocol: 'TLSv1.3', authorized: false, peerCertificate: undefined });
    expect(Object.keys(stateOf(ends[1])).toSorted()).toEqual(Object.keys(stateOf(ends[0])).toSorted());
  });

  it('[transports 13.4.7] tells an older version and its cipher', async () => {
    const station = await bench.listen(undefined, { tls: { ...serverIdentity, maxVersion: 'TLSv1.2' } });
    for (const end of await bench.connect(station)) {
      expect(stateOf(end)).toMatchObject({
        protocol: 'TLSv1.2',
        cipher: expect.stringMatching(/^TLS_ECDHE/),
      });
    }
  });
});
