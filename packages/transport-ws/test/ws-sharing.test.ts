import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { codeOf, until } from '@sp/compliance';
import { wsMount, wsMux } from '../src/index.ts';
import { Bench, requestText } from './ws-bench.ts';

const bench = new Bench();
const servers: Server[] = [];
afterEach(async () => {
  bench.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const pub = { self: 0x20, peer: 0x21, selfName: 'pub', peerName: 'sub' };
const sub = { self: 0x21, peer: 0x20, selfName: 'sub', peerName: 'pub' };

interface Page {
  readonly status: number | undefined;
  readonly text: string;
}
const page = (url: string): Promise<Page> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    }).on('error', reject);
  });
const says =
  (text: string) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    response.end(text);
  };

async function ownServer(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<[Server, number]> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [server, (server.address() as AddressInfo).port];
}

describe('listeners on one port', () => {
  it('[transports 13.7.10] have a real port in their addresses, and share it', async () => {
    const one = await bench.listen('ws://127.0.0.1:0/one');
    expect(one.address).toBe(`ws://127.0.0.1:${one.port}/one`);
    const two = await bench.listen(`ws://127.0.0.1:${one.port}/two`, {}, { info: pub });
    expect([two.address, two.port]).toEqual([`ws://127.0.0.1:${one.port}/two`, one.port]);
    await bench.connect(one);
    await bench.dial(two.address, {}, { info: sub });
    await until(() => two.ends.length === 1, 'the second connection');
    expect(await codeOf(bench.dial(two.address))).toBe('ERR_SP_BAD_PROTO');
    expect([one.codes, two.codes]).toEqual([[], ['ERR_SP_BAD_PROTO']]);
  });

  it('[transports 13.7.10] report path and host as they were written', async () => {
    expect((await bench.listen('ws://127.0.0.1:0')).address).toMatch(/^ws:\/\/127\.0\.0\.1:[1-9]\d*\/$/);
    expect((await bench.listen('ws4://localhost:0/a%20b')).address).toMatch(/^ws4:\/\/localhost:[1-9]\d*\/a%20b$/);
  });

  it.each(['ws://*:0/sp', 'ws://:0/sp'])('[transports 13.7.20] on %s are on all interfaces', async (url) => {
    const station = await bench.listen(url);
    await bench.dial(`ws://127.0.0.1:${station.port}/sp`);
    await until(() => station.ends.length === 1, 'the connection');
    expect(station.ends[0]?.pipe.remoteAddress).toMatch(/^127\.0\.0\.1:/);
  });

  it('[transports 13.7.5] go on when another closes, whose path then is ERR_SP_BAD_PROTO', async () => {
    const one = await bench.listen('ws://127.0.0.1:0/one');
    const two = await bench.listen(`ws://127.0.0.1:${one.port}/two`);
    const [, kept] = await bench.connect(one);
    one.listener.close();
    one.listener.close();
    expect(await codeOf(bench.dial(one.address))).toBe('ERR_SP_BAD_PROTO');
    await bench.connect(two);
    expect(kept.closes).toBe(0);
    await bench.connect(await bench.listen(one.address));
    two.listener.close();
    expect(await codeOf(bench.dial(two.address))).toBe('ERR_SP_BAD_PROTO');
  });

  it('[transports 13.1.6] [core TR-3] do not share a path, nor a port with another scheme', async () => {
    const one = await bench.listen();
    expect(await codeOf(bench.listen(one.address))).toBe('ERR_SP_ADDR_IN_USE');
    expect(await codeOf(bench.listen(`ws4://127.0.0.1:${one.port}/two`))).toBe('ERR_SP_ADDR_IN_USE');
    one.listener.close();
    await bench.connect(await bench.listen(`ws4://127.0.0.1:${one.port}/sp`));
  });

  it('may begin at the same time', async () => {
    const first = await bench.listen();
    first.listener.close();
    const urls = ['/a', '/b', '/c'].map((path) => `ws://127.0.0.1:${first.port}${path}`);
    for (const station of await Promise.all(urls.map((url) => bench.listen(url)))) await bench.connect(station);
    bench.close();
    const same = await Promise.allSettled([bench.listen(urls[0]), bench.listen(urls[0])]);
    expect(same.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('[transports 13.7.11] fail on foreign addresses, and may be tried again', async () => {
    expect(await codeOf(bench.listen('ws://1.1.1.1:80/'))).toBe('ERR_SP_BAD_ADDR');
    expect(await codeOf(bench.listen('ws://1.1.1.1:80/'))).toBe('ERR_SP_BAD_ADDR');
    expect(await codeOf(bench.listen('ws://255.255.255.255:80/'))).toBe('ERR_SP_BAD_ADDR');
  });

  it('[transports 13.7.2] get what is below a path that ends in /, the longest first', async () => {
    const all = await bench.listen('ws://127.0.0.1:0');
    const below = await bench.listen(`ws://127.0.0.1:${all.port}/a/`);
    await bench.dial(`ws://127.0.0.1:${all.port}/a/b/c`);
    await bench.dial(`ws://127.0.0.1:${all.port}/b`);
    await until(() => all.ends.length === 1 && below.ends.length === 1, 'a connection each');
  });
});

describe('a mux', () => {
  it('[transports 13.7.3] answers for pages beside the sockets', async () => {
    const mux = wsMux().handle('/', says('home')).handle('/status', says('fine'));
    const station = await bench.listen('ws://127.0.0.1:0/sp', { mux });
    const origin = `http://127.0.0.1:${station.port}`;
    await bench.connect(station);
    expect(await page(`${origin}/status?x`)).toEqual({ status: 200, text: 'fine' });
    expect(await page(`${origin}/anything`)).toEqual({ status: 200, text: 'home' });
    expect(await page(`${origin}/sp`)).toMatchObject({ status: 400 });
    await bench.connect(station);
    // A page is not where a WebSocket begins.
    expect((await bench.ask(station.port, requestText({}, 'GET /status HTTP/1.1'))).status).toBe(404);
    mux.handle('/late', says('late'));
    expect(await page(`${origin}/late`)).toEqual({ status: 200, text: 'late' });
  });

  it('is there as long as its listener is', async () => {
    const mux = wsMux().handle('/status', says('fine'));
    const one = await bench.listen('ws://127.0.0.1:0/one');
    const two = await bench.listen(`ws://127.0.0.1:${one.port}/two`, { mux });
    expect((await page(`http://127.0.0.1:${one.port}/status`)).status).toBe(200);
    two.listener.close();
    expect((await page(`http://127.0.0.1:${one.port}/status`)).status).toBe(404);
  });

  it('refuses a pattern that is taken, and one without /', () => {
    const mux = wsMux().handle('/status', says('fine'));
    for (const pattern of ['/status', 'status', ''])
      expect(() => mux.handle(pattern, says('x'))).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  });
});

describe('a mount', () => {
  it("[transports 13.7.4] is a place in the application's own server; listening opens nothing", async () => {
    const mount = wsMount();
    const [server, port] = await ownServer((request, response) => {
      if (request.url === '/page') response.end('page');
      else mount.request(request, response);
    });
    server.on('upgrade', mount.upgrade);
    const url = `ws://127.0.0.1:${port}/sp`;
    const one = await bench.listen(url, { mount });
    const two = await bench.listen(`ws://127.0.0.1:${port}/pub/`, { mount }, { info: pub });
    expect([one.address, one.listener.property?.('boundPort')]).toEqual([url, undefined]);
    await bench.connect(one);
    await bench.dial(`${two.address}x`, {}, { info: sub });
    const origin = `http://127.0.0.1:${port}`;
    expect(await page(`${origin}/page`)).toEqual({ status: 200, text: 'page' });
    expect((await page(`${origin}/sp`)).status).toBe(400);
    expect((await page(`${origin}/none`)).status).toBe(404);
    expect(await codeOf(bench.listen(url, { mount }))).toBe('ERR_SP_ADDR_IN_USE');
    const [, kept] = await bench.connect(one);
    one.listener.close();
    expect(await codeOf(bench.dial(url))).toBe('ERR_SP_BAD_PROTO');
    expect((await page(`${origin}/sp`)).status).toBe(404);
    expect(kept.closes).toBe(0);
    expect(two.codes.length).toBe(1);
  });

  it('leaves other WebSockets of the server to the application', async () => {
    const mount = wsMount();
    const chat = new WebSocketServer({ noServer: true });
    const [server, port] = await ownServer(mount.request);
    server.on('upgrade', (request, socket, head) => {
      if (mount.covers(request)) mount.upgrade(request, socket, head);
      else chat.handleUpgrade(request, socket, head, (other) => other.send('chat'));
    });
    await bench.connect(await bench.listen(`ws://127.0.0.1:${port}/sp`, { mount }));
    const other = new WebSocket(`ws://127.0.0.1:${port}/chat`);
    let heard = '';
    other.on('message', (data: Buffer) => (heard = data.toString()));
    await until(() => heard === 'chat', 'the other WebSocket');
    other.terminate();
  });
});
