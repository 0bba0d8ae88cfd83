import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { transports } from '@sp/core';
import { createPair, createPub, createRep, createRespondent, inproc, type Rep } from '@sp/web';
import { ws, wsMux, type WsMux } from '@sp/transport-ws';
import type { Browser, Page } from 'playwright-core';
import { generate } from 'selfsigned';
import { bundle, commandOf, launch, missing, version } from './chromium.ts';
import type { Actions } from './page.ts';

type Ws = `ws://${string}`;

const net = transports(ws(), inproc());
const inBrowser = missing === undefined ? it : it.skip;
const nngcat = commandOf('nngcat');
const withNngcat = missing === undefined && nngcat !== undefined ? it : it.skip;

let browser: Browser | undefined;
let mux: WsMux;
const open = new Set<AsyncDisposable>();
const peers = new Set<ChildProcess>();
const pages = new Set<Page>();

const closing = <S extends AsyncDisposable>(socket: S): S => {
  open.add(socket);
  return socket;
};

beforeAll(async () => {
  if (missing !== undefined) return;
  const { code } = bundle({ entryPoints: [fileURLToPath(new URL('./page.ts', import.meta.url))] });
  mux = wsMux()
    .handle('/page', (_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>test</title><script type="module" src="/page.js"></script>');
    })
    .handle('/page.js', (_request, response) => {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(code);
    });
  browser = await launch();
  process.stdout.write(`browser: ${version()}\n`);
}, 60_000);

afterEach(async () => {
  for (const page of pages) await page.context().close();
  pages.clear();
  for (const peer of peers) peer.kill('SIGKILL');
  peers.clear();
  await Promise.all([...open].map((socket) => socket[Symbol.asyncDispose]()));
  open.clear();
});

/** Calls a function of the page. */
type Call = <Name extends keyof Actions>(name: Name, ...args: Parameters<Actions[Name]>) => ReturnType<Actions[Name]>;

/** Loads the page from the server that its sockets connect to, so that the origin is the same. */
async function visit(address: string): Promise<Call> {
  const context = await browser!.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  pages.add(page);
  await page.goto(address.replace(/^ws(s?:\/\/[^/]*)\/.*$/, 'http$1/page'));
  await page.waitForFunction('globalThis.actions !== undefined');
  return (name, ...args) => {
    const result = page.evaluate(`globalThis.actions.${name}(...${JSON.stringify(args)})`);
    return result as ReturnType<Actions[typeof name]>;
  };
}

/** A server that answers in upper case, and the page. */
async function server<A extends `ws://${string}` | `wss://${string}` = Ws>(
  url?: A,
  options: object = {},
): Promise<[A, Call, Rep]> {
  const rep = closing(createRep(net, { maxRecvSize: 8 * 2 ** 20 }));
  const { address } = await rep.listen(url ?? 'ws://127.0.0.1:0/rpc', { mux, ...options });
  void rep.serve((request) => (request.body.length > 1_000 ? request.body : request.text().toUpperCase()));
  return [address as A, await visit(address), rep];
}

describe(missing === undefined ? 'in Chromium' : `in Chromium, skipped: ${missing}`, () => {
  // Of this block, so that the browser is gone when the whole file is checked for what it left open.
  afterAll(async () => {
    await browser?.close();
  });

  inBrowser('REQ asks a REP of Node.js, several times', async () => {
    const [address, call] = await server();
    expect(await call('ask', address, 'hello')).toBe('HELLO');
    expect(await call('ask', address, 'wörld')).toBe('WÖRLD');
    expect(await call('inPage', 'page')).toBe('PAGE');
  });

  inBrowser.each([1_025, 65_536, 1_048_576, 4_000_000])('REQ sends and receives %d bytes', async (size) => {
    const [address, call] = await server();
    expect(await call('echo', address, size)).toBe(true);
  });

  inBrowser('SUB hears what it has subscribed to, in order', async () => {
    const [rpc, call] = await server();
    const pub = closing(createPub(net));
    const { address } = await pub.listen(rpc.replace('/rpc', '/news') as Ws);
    const heard = call('hear', address, 'a/', 3);
    const connected = new Promise<void>((resolve) =>
      pub.setPipeHook({
        attached: () => {
          resolve();
        },
      }),
    );
    await connected;
    const state = { over: false };
    void heard.finally(() => (state.over = true));
    // A publisher can't know when a subscription is in force: it says all of it until it was heard.
    for (let n = 0; !state.over; n += 1) {
      await pub.send(`b/${n}`);
      await pub.send(`a/${n}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const numbers = (await heard).map((text) => Number(text.replace('a/', '')));
    expect(numbers).toEqual([numbers[0], numbers[0]! + 1, numbers[0]! + 2]);
  });

  inBrowser('PAIR talks both ways', async () => {
    const [rpc, call] = await server();
    const pair = closing(createPair(net));
    const { address } = await pair.listen(rpc.replace('/rpc', '/pair') as Ws);
    const answer = call('pair', address, 'to Node.js');
    expect((await pair.recv()).text()).toBe('to Node.js');
    await pair.send('to the browser');
    expect(await answer).toBe('to the browser');
  });

  inBrowser('SURVEYOR hears two respondents', async () => {
    const [rpc, call] = await server();
    const addresses: Ws[] = [];
    for (const name of ['one', 'two']) {
      const respondent = closing(createRespondent(net));
      addresses.push((await respondent.listen(rpc.replace('/rpc', `/${name}`) as Ws)).address);
      void respondent.serve((question) => `${question.text()} ${name}`);
    }
    expect((await call('survey', addresses, 'who?')).toSorted()).toEqual(['who? one', 'who? two']);
  });

  inBrowser('connects again after the server restarts', async () => {
    const [address, call, rep] = await server();
    expect(await call('open', address, 'before')).toBe('BEFORE');
    await rep.close();
    open.delete(rep);
    const again = call('askAgain', 'after');
    const second = closing(createRep(net));
    await second.listen(address, { mux });
    void second.serve((request) => request.text().toUpperCase());
    expect(await again).toBe('AFTER');
    expect(await call('observed')).toContain('pipe_lost');
    await call('shut');
  });

  inBrowser('works over wss', async () => {
    const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256' });
    const tls = { cert: made.cert, key: made.private };
    const [address, call] = await server('wss://localhost:0/rpc', { tls });
    expect(address).toMatch(/^wss:/);
    expect(await call('ask', address, 'secret')).toBe('SECRET');
  });

  inBrowser('[transports 13.7.7] is refused by a server of another origin, unless that lets it in', async () => {
    const [, call] = await server();
    const other = closing(createRep(net));
    const strict = await other.listen('ws://127.0.0.1:0/rpc');
    expect(await call('failure', strict.address)).toBe('ERR_SP_CONN_REFUSED');
    const open = await other.listen('ws://127.0.0.1:0/rpc', { checkOrigin: false });
    expect(await call('failure', open.address)).toBe('connected');
  });

  inBrowser('[transports 13.7.1] is told nothing more than a refusal where protocol or path are wrong', async () => {
    const [rpc, call] = await server();
    const pub = closing(createPub(net));
    const { address } = await pub.listen(rpc.replace('/rpc', '/news') as Ws);
    for (const url of [address, rpc.replace('/rpc', '/none'), 'ws://127.0.0.1:1/'])
      expect(await call('failure', url as Ws)).toBe('ERR_SP_CONN_REFUSED');
  });

  withNngcat(`REQ asks ${nngcat === undefined ? 'nngcat, skipped: it is not installed' : 'nngcat'}`, async () => {
    const [, call] = await server();
    const url: Ws = `ws://127.0.0.1:${await freePort()}/sp`;
    peers.add(spawn(nngcat!, ['--rep', '--listen', url, '--data', 'pong'], { stdio: 'ignore' }));
    const deadline = performance.now() + 10_000;
    while ((await call('failure', url)) !== 'connected') expect(performance.now()).toBeLessThan(deadline);
    expect(await call('ask', url, 'ping')).toBe('pong');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
