import { connect, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { codeOf, ManualClock, until } from '@sp/compliance';
import { Message } from '@sp/core/transport';
import { client, server, stranger } from './certificates.ts';
import { Bench, requestText } from './ws-bench.ts';

const bench = new Bench();
const sockets: TLSSocket[] = [];
afterEach(() => {
  bench.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

const trusting = { tls: { ca: server.cert } };
const url = 'wss://127.0.0.1:0/sp';

describe('wss', () => {
  it('[transports 13.8.1] carries messages both ways, on a port of its own choice', async () => {
    const station = await bench.listen(url, { tls: server });
    expect(station.address).toBe(`wss://127.0.0.1:${station.port}/sp`);
    const [one, two] = await bench.connect(station, trusting);
    one.pipe.send(new Message('there'), false);
    two.pipe.send(new Message('back'), false);
    await until(() => one.messages.length === 1 && two.messages.length === 1, 'a message each way');
    expect([one.texts, two.texts]).toEqual([['back'], ['there']]);
  });

  it('[transports 13.8.1] needs a configuration with a certificate to listen, and may be tried again', async () => {
    expect(await codeOf(bench.listen(url))).toBe('ERR_SP_TLS_NO_CONFIG');
    expect(await codeOf(bench.listen(url, { tls: {} }))).toBe('ERR_SP_TLS_NO_CERT');
    expect(await codeOf(bench.listen(url, { tls: { cert: 'x', key: 'y' } }))).toBe('ERR_SP_BAD_VALUE');
    await bench.connect(await bench.listen(url, { tls: server }), trusting);
  });

  it('[transports 13.8.1] does not trust just anybody, unless told to', async () => {
    const station = await bench.listen(url, { tls: server });
    expect(await codeOf(bench.dial(station.address))).toBe('ERR_SP_TLS_AUTH');
    expect(await codeOf(bench.dial(station.address, { tls: { ca: stranger.cert } }))).toBe('ERR_SP_TLS_AUTH');
    expect(station.ends).toEqual([]);
    await bench.connect(station, { tls: { rejectUnauthorized: false } });
  });

  it('[transports 13.8.2] checks the name in the address, or the one that it is given', async () => {
    const station = await bench.listen(url, { tls: { cert: client.cert, key: client.key } });
    const ca = client.cert;
    expect(await codeOf(bench.dial(station.address, { tls: { ca } }))).toBe('ERR_SP_TLS_AUTH');
    const [one, two] = await bench.connect(station, { tls: { ca, servername: 'client.example' } });
    expect(one.pipe.property('tlsState')).toMatchObject({ authorized: true });
    expect(two.pipe.property('tlsState')).toMatchObject({ servername: 'client.example' });
    const checkServerIdentity = (): Error => new Error('not you');
    expect(await codeOf(bench.dial(station.address, { tls: { ca, checkServerIdentity } }))).toBe('ERR_SP_TLS_AUTH');
  });

  it('[transports 13.8.2] tells both sides what was agreed', async () => {
    const tls = { ...server, requestCert: true, ca: client.cert };
    const station = await bench.listen('wss://localhost:0/sp', { tls });
    const [one, two] = await bench.connect(station, { tls: { ca: server.cert, ...client } });
    expect(one.pipe.property('tlsState')).toMatchObject({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      authorized: true,
      peerCertificate: { subject: { CN: 'server' } },
    });
    expect(two.pipe.property('tlsState')).toMatchObject({
      protocol: 'TLSv1.3',
      authorized: true,
      peerCertificate: { subject: { CN: 'client' } },
      servername: 'localhost',
    });
  });

  it('[transports 13.8.2] refuses clients without the certificate that it asks for', async () => {
    const station = await bench.listen(url, { tls: { ...server, requestCert: true, ca: client.cert } });
    expect(await codeOf(bench.dial(station.address, trusting))).toMatch(/^ERR_SP_(?:TLS_AUTH|EOF|CONN_RESET|IO)$/);
    const stranded = { tls: { ca: server.cert, ...stranger } };
    expect(await codeOf(bench.dial(station.address, stranded))).toMatch(/^ERR_SP_(?:TLS_AUTH|EOF|CONN_RESET|IO)$/);
    expect(station.ends).toEqual([]);
    await bench.connect(station, { tls: { ca: server.cert, ...client } });
  });

  it('[transports 13.8.3] has options that plain ws takes and does not use', async () => {
    const station = await bench.listen('ws://127.0.0.1:0/sp', { tls: {} });
    const [one] = await bench.connect(station, { tls: { ca: 'nonsense' } });
    expect(one.pipe.property('tlsState')).toBeUndefined();
  });

  it('[transports 13.8.1] drops plain clients, and goes on', async () => {
    const station = await bench.listen(url, { tls: server });
    const raw = await bench.client(station.port);
    raw.socket.write(requestText());
    await until(() => raw.closed, 'the end of the connection');
    expect(raw.heard('101')).toBe(false);
    await until(() => station.failures.length === 1, 'the report');
    await bench.connect(station, trusting);
  });

  it('[transports 13.7.12] serves an empty target as well', async () => {
    const station = await bench.listen('wss://127.0.0.1:0', { tls: server });
    const socket = connect({ port: station.port, host: '127.0.0.1', ca: server.cert });
    sockets.push(socket);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(requestText({}, 'GET  HTTP/1.1'));
    await until(() => answer.startsWith('HTTP/1.1 101 '), 'the answer');
    await until(() => station.ends.length === 1, 'the connection');
  });

  it('[transports 13.7.22] gives TLS and request together 10 s', async () => {
    const clock = new ManualClock();
    const station = await bench.listen(url, { tls: server }, { clock });
    const silent = await bench.client(station.port);
    const slow = connect({ port: station.port, host: '127.0.0.1', ca: server.cert });
    sockets.push(slow);
    let over = false;
    slow.on('close', () => (over = true)).on('error', () => {});
    await until(() => slow.authorized && clock.pending === 2, 'the TLS handshake');
    await bench.connect(station, trusting);
    await clock.advance(10_000);
    await until(() => silent.closed && over, 'the end of both');
    expect(station.codes).toEqual(['ERR_SP_CONN_TIMEOUT', 'ERR_SP_CONN_TIMEOUT']);
    expect(station.ends.map(({ closes }) => closes)).toEqual([0]);
  });

  it('shares a port between listeners with the same configuration only', async () => {
    const one = await bench.listen(url, { tls: server });
    const second = `wss://127.0.0.1:${one.port}/two`;
    const stricter = { tls: { ...server, requestCert: true } };
    expect(await codeOf(bench.listen(second, stricter))).toBe('ERR_SP_ADDR_IN_USE');
    expect(await codeOf(bench.listen(second))).toBe('ERR_SP_TLS_NO_CONFIG');
    await bench.connect(await bench.listen(second, { tls: { ...server } }), trusting);
  });
});
