import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fromHex, codeOf, ManualClock, quiet, until } from '@sp/compliance';
import { Message } from '@sp/core/transport';
import { MAX_PENDING } from '../src/pending-sockets.ts';
import { Bench, requestText, type Fields } from './ws-bench.ts';

const line = 'GET /sp HTTP/1.1';
const bench = new Bench();
afterEach(() => {
  bench.close();
});

describe('a WebSocket listener', () => {
  it('[transports 13.7.1] [transports 13.7.17] answers the literal request with four header fields', async () => {
    const station = await bench.listen();
    const [client, end] = await bench.goodClient(station);
    expect(client.head[0]).toBe('HTTP/1.1 101 Switching Protocols');
    expect(client.head.slice(1).toSorted()).toEqual([
      'Connection: Upgrade',
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
      'Sec-WebSocket-Protocol: rep.sp.nanomsg.org',
      'Upgrade: websocket',
    ]);
    client.send('82 87 00 00 00 00 80 00 00 01 61 62 63');
    await until(() => end.messages.length === 1, 'the request');
    expect(end.messages[0]?.body).toEqual(fromHex('80 00 00 01 61 62 63'));
    end.pipe.send(new Message('xyz', fromHex('80 00 00 01')), false);
    end.pipe.send(new Message('hi'), false);
    end.pipe.send(new Message(''), false);
    await until(() => client.frames.length >= 44, 'the answers');
    expect(client.frames).toBe('82 07 80 00 00 01 78 79 7a 82 02 68 69 82 00');
  });

  it('[transports 13.7.17] does not take up an offer of compression', async () => {
    const station = await bench.listen();
    const fields = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
    const client = await bench.ask(station.port, requestText(fields));
    expect(client.status).toBe(101);
    expect(client.head.join()).not.toMatch(/extensions/i);
  });

  it('takes a frame that comes with the request', async () => {
    const station = await bench.listen();
    const client = await bench.client(station.port);
    client.socket.write(Buffer.concat([Buffer.from(requestText()), fromHex('82 82 00 00 00 00 68 69')]));
    await until(() => station.ends[0]?.messages.length === 1, 'the message');
    expect(station.ends[0]?.texts).toEqual(['hi']);
  });

  it.each<[string, number, Fields, string]>([
    ['a list with our name', 101, { 'Sec-WebSocket-Protocol': 'pub.sp.nanomsg.org, rep.sp.nanomsg.org' }, line],
    ['tokens in other case', 101, { Upgrade: 'WebSocket', Connection: 'keep-alive, upgrade' }, line],
    ['a foreign Host', 101, { Host: 'elsewhere.example:99' }, line],
    ['a query', 101, {}, 'GET /sp?a=b HTTP/1.1'],
    ['a percent-encoded path', 101, {}, 'GET /%73p HTTP/1.1'],
    ['an absolute target', 101, {}, 'GET http://127.0.0.1/sp HTTP/1.1'],
  ])('[transports 13.7.19] takes %s: %d', async (_what, status, fields, first) => {
    const station = await bench.listen();
    expect((await bench.ask(station.port, requestText(fields, first))).status).toBe(status);
    await until(() => station.ends.length === 1, 'the connection');
  });

  it.each<[string, number, string, Fields, string]>([
    ['another SP name', 400, 'BAD_PROTO', { 'Sec-WebSocket-Protocol': 'pub.sp.nanomsg.org' }, line],
    ['an unknown name', 400, 'BAD_PROTO', { 'Sec-WebSocket-Protocol': 'chat' }, line],
    ['no name', 400, 'BAD_PROTO', { 'Sec-WebSocket-Protocol': undefined }, line],
    ['the name in upper case', 400, 'BAD_PROTO', { 'Sec-WebSocket-Protocol': 'REP.SP.NANOMSG.ORG' }, line],
    ['another path', 404, 'BAD_PROTO', {}, 'GET /other HTTP/1.1'],
    ['the path and /', 404, 'BAD_PROTO', {}, 'GET /sp/ HTTP/1.1'],
    ['a path below', 404, 'BAD_PROTO', {}, 'GET /sp/x HTTP/1.1'],
    ['a path with a bad escape', 404, 'BAD_PROTO', {}, 'GET /sp%z HTTP/1.1'],
    ['no Host', 400, 'BAD_HEADER', { Host: undefined }, line],
    ['no key', 400, 'BAD_HEADER', { 'Sec-WebSocket-Key': undefined }, line],
    ['a key too short', 400, 'BAD_HEADER', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZQ==' }, line],
    ['POST', 405, 'BAD_HEADER', {}, 'POST /sp HTTP/1.1'],
    ['HTTP/1.0', 505, 'BAD_HEADER', {}, 'GET /sp HTTP/1.0'],
    ['a body', 400, 'BAD_HEADER', { 'Content-Length': '2' }, line],
    ['a chunked body', 400, 'BAD_HEADER', { 'Transfer-Encoding': 'chunked' }, line],
    ['another upgrade', 400, 'BAD_HEADER', { Upgrade: 'h2c' }, line],
    ['a foreign origin', 403, 'BAD_HEADER', { Origin: 'http://evil.example' }, line],
  ])('[transports 13.7.19] refuses %s with %d, and goes on', async (_what, status, code, fields, first) => {
    const station = await bench.listen();
    const client = await bench.ask(station.port, requestText(fields, first));
    expect(client.status).toBe(status);
    await until(() => client.closed, 'the end of the connection');
    expect(station.codes).toEqual([`ERR_SP_${code}`]);
    expect(station.ends).toEqual([]);
    await bench.goodClient(station);
  });

  it.each<[string, number, Fields, string]>([
    ['without Upgrade', 400, { Upgrade: undefined }, line],
    ['without Connection', 400, { Connection: undefined }, line],
    ['of a plain page', 400, { Upgrade: undefined, Connection: 'close' }, line],
    ['by POST without upgrade', 405, { Upgrade: undefined, 'Content-Length': '0' }, 'POST /sp HTTP/1.1'],
    ['of another page', 404, { Upgrade: undefined, Connection: undefined }, 'GET /favicon.ico HTTP/1.1'],
  ])('[transports 13.7.19] refuses a request %s with %d, and goes on', async (_what, status, fields, first) => {
    const station = await bench.listen();
    expect((await bench.ask(station.port, requestText(fields, first))).status).toBe(status);
    await bench.goodClient(station);
  });

  it.each(['8', '10', '14', undefined])(
    '[transports 13.7.8] [transports 13.7.19] refuses version %s with 400, and says which it takes',
    async (version) => {
      const station = await bench.listen();
      const client = await bench.ask(station.port, requestText({ 'Sec-WebSocket-Version': version }));
      expect(client.status).toBe(400);
      expect(client.head).toContain('Sec-WebSocket-Version: 13');
    },
  );

  it.each([
    '\u0000\u0053\u0050\u0000\u0000\u0030\u0000\u0000',
    'hello\r\n\r\n',
    'GET /sp HTTP/9.9\r\n\r\n',
    '\u0016\u0003\u0001\u0000',
  ])('[transports 13.7.19] refuses %j, which is no HTTP, and goes on', async (garbage) => {
    const station = await bench.listen();
    const client = await bench.ask(station.port, `${garbage}\r\n\r\n`);
    await until(() => client.closed, 'the end of the connection');
    expect([400, NaN]).toContain(client.status);
    expect(station.codes).toEqual(['ERR_SP_BAD_HEADER']);
    await bench.goodClient(station);
  });

  it('refuses endless header fields with 431', async () => {
    const station = await bench.listen();
    const client = await bench.ask(station.port, requestText({ 'X-Long': 'x'.repeat(100_000) }));
    expect(client.status).toBe(431);
    await bench.goodClient(station);
  });

  it.each<[string | undefined, boolean | string[], number]>([
    [undefined, true, 101],
    ['http://127.0.0.1:80', true, 403],
    ['http://127.0.0.1', true, 101],
    ['HTTPS://127.0.0.1', true, 101],
    ['null', true, 403],
    ['http://evil.example', true, 403],
    ['http://evil.example', false, 101],
    ['http://good.example', ['https://good.example'], 403],
    ['https://Good.example', ['https://good.example/'], 101],
    ['http://127.0.0.1', ['https://good.example'], 403],
    [undefined, [], 101],
  ])('[transports 13.7.7] origin %s where checkOrigin is %j: %d', async (origin, checkOrigin, status) => {
    const station = await bench.listen(undefined, { checkOrigin });
    expect((await bench.ask(station.port, requestText({ Origin: origin }))).status).toBe(status);
  });

  it.each(['ws://127.0.0.1:0', 'ws://127.0.0.1:0/'])('[transports 13.7.12] %s serves an empty target', async (url) => {
    const station = await bench.listen(url);
    expect((await bench.ask(station.port, requestText({}, 'GET  HTTP/1.1'))).status).toBe(101);
    await until(() => station.ends.length === 1, 'the connection');
    expect(station.ends[0]?.pipe.property('httpRequest')).toMatchObject({ method: 'GET', url: '/' });
  });

  it('[transports 13.7.12] an empty target is / also where the request comes byte by byte', async () => {
    const station = await bench.listen('ws://127.0.0.1:0');
    const client = await bench.client(station.port);
    for (const byte of Buffer.from(requestText({}, 'GET  HTTP/1.1'))) {
      client.socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await client.answered()).status).toBe(101);
  });

  it('[transports 13.7.12] an empty target is not /sp, and no other broken target is repaired', async () => {
    const station = await bench.listen();
    expect((await bench.ask(station.port, requestText({}, 'GET  HTTP/1.1'))).status).toBe(404);
    const root = await bench.listen('ws://127.0.0.1:0/');
    expect((await bench.ask(root.port, requestText({}, 'GET   HTTP/1.1'))).status).toBe(400);
    expect((await bench.ask(root.port, requestText({}, 'POST  HTTP/1.1'))).status).toBe(400);
  });

  it('[transports 13.7.22] drops silent and slow clients after 10 s, and no others', async () => {
    const clock = new ManualClock();
    const station = await bench.listen(undefined, {}, { clock });
    const [good] = await bench.goodClient(station);
    const bad = await Promise.all(Array.from({ length: 20 }, () => bench.client(station.port)));
    for (const [n, client] of bad.entries()) client.socket.write(requestText().slice(0, n * 8));
    await until(() => clock.pending === 20, 'the connections at the listener');
    await bench.goodClient(station);
    await clock.advance(9_999);
    await quiet();
    expect(bad.some(({ closed }) => closed)).toBe(false);
    await clock.advance(1);
    await until(() => bad.every(({ closed }) => closed), 'the end of the bad ones');
    expect(station.codes).toEqual(bad.map(() => 'ERR_SP_CONN_TIMEOUT'));
    await quiet();
    expect([good.closed, station.ends.map(({ closes }) => closes)]).toEqual([false, [0, 0]]);
    await bench.goodClient(station);
    expect(clock.pending).toBe(0);
  });

  it('goes on after clients that hang up before they have asked', async () => {
    const station = await bench.listen();
    for (const sent of ['', 'G', 'GET  ', 'GET /sp HT', requestText().slice(0, -2)]) {
      const client = await bench.client(station.port);
      client.socket.end(sent);
      await until(() => client.closed, 'the end of the connection');
    }
    const client = await bench.client(station.port);
    client.socket.write('GET');
    client.socket.resetAndDestroy();
    await until(() => station.failures.length === 6, 'the reports');
    const [early, , , broken, unfinished, reset] = station.codes;
    expect([early, reset]).toEqual(['ERR_SP_EOF', 'ERR_SP_EOF']);
    expect([broken, unfinished]).toEqual(['ERR_SP_BAD_HEADER', 'ERR_SP_BAD_HEADER']);
    await bench.goodClient(station);
  });

  it(`holds ${MAX_PENDING} silent clients, and gives up the oldest for a newer one`, async () => {
    const station = await bench.listen();
    const oldest = await bench.client(station.port);
    const others = [];
    for (let n = 1; n < MAX_PENDING; n += 1) others.push(await bench.client(station.port));
    expect(oldest.closed).toBe(false);
    await bench.goodClient(station);
    await until(() => oldest.closed, 'the end of the oldest');
    expect(others.some(({ closed }) => closed)).toBe(false);
    expect(station.codes).toEqual(['ERR_SP_CONN_TIMEOUT']);
  });

  it('[transports 13.7.6] [T-016] hangs up on whoever has not asked yet when it closes, not on pipes', async () => {
    const station = await bench.listen();
    const [good, end] = await bench.goodClient(station);
    const silent = await bench.client(station.port);
    silent.socket.write('GET /sp HTTP/1.1\r\n');
    await quiet();
    station.listener.close();
    await until(() => silent.closed, 'the end of the silent client');
    good.send('82 82 00 00 00 00 68 69');
    await until(() => end.messages.length === 1, 'a message on the pipe');
    expect(station.failures).toEqual([]);
    expect(await codeOf(bench.dial(station.address))).toBe('ERR_SP_CONN_REFUSED');
  });

  it('[T-017] does not keep the process alive, nor do its connections', async () => {
    const fixture = new URL('./idle-process.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, ['--conditions=@sp/source', '--import', 'tsx', fixture], { stdio: 'pipe' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    let status: number | null | undefined;
    child.on('exit', (code) => (status = code));
    try {
      await until(() => status !== undefined, 'the end of the process', 15_000);
      expect([status, output]).toEqual([0, 'connected\n']);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
