// The build for browsers, on the WebSocket of `ws`, which has the same interface.
import { afterEach, describe, expect, it } from '@jest/globals';
import { fromHex, codeOf, ManualClock, quiet, req, until, WireEnd } from '@sp/compliance';
import { Message, systemClock, type Clock } from '@sp/core/transport';
import { WebSocket } from 'ws';
import { ws, type BrowserWsOptions, type WebSocketClass, type WebSocketLike } from '../src/browser.ts';
import { Bench, type Station } from './ws-bench.ts';

const bench = new Bench();
const ends: WireEnd[] = [];
afterEach(() => {
  for (const { pipe } of ends.splice(0)) pipe.close();
  bench.close();
});

const hostClass = WebSocket as unknown as WebSocketClass;

interface Settings {
  readonly WebSocket?: WebSocketClass;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly info?: typeof req;
}

async function dial(url: string, options: Partial<BrowserWsOptions> = {}, settings: Settings = {}): Promise<WireEnd> {
  const transport = ws({ WebSocket: settings.WebSocket ?? hostClass });
  const pipe = await transport.dial({
    address: transport.parse(url, 'dial'),
    url,
    info: settings.info ?? req,
    options: { maxRecvSize: 1_048_576, ...options },
    clock: settings.clock ?? systemClock,
    signal: settings.signal ?? new AbortController().signal,
  });
  const end = new WireEnd(pipe);
  ends.push(end);
  return end;
}

async function connect(
  options: Partial<BrowserWsOptions> = {},
  settings: Settings = {},
): Promise<[WireEnd, WireEnd, Station]> {
  const station = await bench.listen();
  const end = await dial(station.address, options, settings);
  await until(() => station.ends.length === 1, 'the connection');
  return [end, station.ends[0]!, station];
}

/** A WebSocket that does nothing by itself. */
class Puppet implements WebSocketLike {
  binaryType = 'blob';
  readyState = 0;
  protocol = 'rep.sp.nanomsg.org';
  bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { readonly data: ArrayBuffer | string }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  readonly closed: unknown[] = [];
  readonly sent: Uint8Array[] = [];
  static last: Puppet | undefined;

  constructor() {
    Puppet.last = this;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(data.slice());
    this.bufferedAmount += data.length;
  }

  close(...why: unknown[]): void {
    this.readyState = 2;
    this.closed.push(why);
  }
}

async function puppet(options: Partial<BrowserWsOptions> = {}, clock: Clock = systemClock): Promise<[WireEnd, Puppet]> {
  const dialing = dial('ws://host/', options, { WebSocket: Puppet, clock });
  const socket = Puppet.last!;
  socket.open();
  return [await dialing, socket];
}

describe('addresses in a browser', () => {
  it.each([
    ['ws4://host', 'dial', 'ERR_SP_BAD_TRAN'],
    ['tcp://host:1', 'dial', 'ERR_SP_BAD_TRAN'],
    ['ws://host', 'listen', 'ERR_SP_BAD_TRAN'],
    ['ws://1.2.3.4;host', 'dial', 'ERR_SP_BAD_ADDR'],
    ['ws://:80', 'dial', 'ERR_SP_BAD_ADDR'],
    ['ws://host/\u0001', 'dial', 'ERR_SP_BAD_ADDR'],
  ] as const)('may not be %j to %s', (url, role, code) => {
    expect(() => ws().parse(url, role)).toThrow(expect.objectContaining({ code }));
  });

  it('are those of ws and wss', () => {
    const transport = ws();
    expect([transport.schemes, Object.keys(transport.dialOptions), 'listen' in transport]).toEqual([
      ['ws', 'wss'],
      ['maxRecvSize'],
      false,
    ]);
  });
});

describe('a connection from a browser', () => {
  it('[T-003] carries whole messages both ways, header first', async () => {
    const [one, two] = await connect();
    one.pipe.send(new Message('world', Buffer.from('hello, ')), false);
    one.pipe.send(new Message(''), false);
    two.pipe.send(new Message('back', Buffer.from('and ')), false);
    await until(() => two.messages.length === 2 && one.messages.length === 1, 'the messages');
    expect([two.texts, one.texts]).toEqual([['hello, world', ''], ['and back']]);
    expect(one.pipe.peer).toBe(0x31);
  });

  it('names the peer, and what else it knows', async () => {
    const [{ pipe }, , station] = await connect({ maxRecvSize: 77 });
    expect([pipe.localAddress, pipe.remoteAddress]).toEqual(['', `127.0.0.1:${station.port}`]);
    expect([pipe.property('maxRecvSize'), pipe.property('noDelay')]).toEqual([77, undefined]);
  });

  it('is refused by another protocol, another path and nobody, all alike', async () => {
    const station = await bench.listen();
    const info = { self: 0x21, peer: 0x20, selfName: 'sub', peerName: 'pub' };
    expect(await codeOf(dial(station.address, {}, { info }))).toBe('ERR_SP_CONN_REFUSED');
    expect(await codeOf(dial(station.address.replace('/sp', '/x')))).toBe('ERR_SP_CONN_REFUSED');
    station.listener.close();
    expect(await codeOf(dial(station.address))).toBe('ERR_SP_CONN_REFUSED');
  });

  it('needs a WebSocket that takes the address, and the protocol in the answer', async () => {
    class Insecure extends Puppet {
      constructor() {
        super();
        throw new Error('An insecure WebSocket connection may not be initiated');
      }
    }
    const settings = { WebSocket: Insecure };
    expect(await codeOf(dial('ws://host', {}, settings))).toBe('ERR_SP_BAD_ADDR');
    const dialing = dial('ws://host', {}, { WebSocket: Puppet });
    Puppet.last!.protocol = '';
    Puppet.last!.open();
    expect(await codeOf(dialing)).toBe('ERR_SP_BAD_PROTO');
    expect(Puppet.last!.closed).toHaveLength(1);
  });

  it('says where there is no WebSocket at all', async () => {
    const global = globalThis as { WebSocket?: unknown };
    const { WebSocket: kept } = global;
    delete global.WebSocket;
    try {
      const transport = ws();
      const address = transport.parse('ws://host', 'dial');
      const { signal } = new AbortController();
      const request = { address, url: 'ws://host', info: req, options: { maxRecvSize: 1 }, clock: systemClock, signal };
      expect(await codeOf(transport.dial(request))).toBe('ERR_SP_BAD_TRAN');
    } finally {
      if (kept !== undefined) global.WebSocket = kept;
    }
  });

  it('[transports 13.7.22] has 10 s to be made', async () => {
    const clock = new ManualClock();
    let outcome: unknown;
    void codeOf(dial('ws://host', {}, { WebSocket: Puppet, clock })).then((code) => (outcome = code));
    await clock.advance(9_999);
    expect(outcome).toBeUndefined();
    await clock.advance(1);
    await until(() => outcome !== undefined, 'the end of the dial');
    expect(outcome).toBe('ERR_SP_CONN_TIMEOUT');
  });

  it('[T-014] is given up when aborted, before and while it is made', async () => {
    const controller = new AbortController();
    const dialing = dial('ws://host', {}, { WebSocket: Puppet, signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(dialing).rejects.toBe(reason);
    expect(Puppet.last!.closed).toHaveLength(1);
    await expect(dial('ws://host', {}, { WebSocket: Puppet, signal: controller.signal })).rejects.toBe(reason);
  });

  it('[T-005] makes the sender wait while the browser has much to send, asking it now and then', async () => {
    const clock = new ManualClock();
    const [end, socket] = await puppet({}, clock);
    let drains = 0;
    end.drained = () => (drains += 1);
    const body = new Uint8Array(300_000);
    expect([1, 2, 3, 4, 5].map(() => end.pipe.send(new Message(body), false))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(end.pipe.unsent).toBe(5);
    await clock.advance(100);
    expect(drains).toBe(0);
    socket.bufferedAmount = 1_000;
    await clock.advance(10);
    expect([drains, end.pipe.unsent]).toEqual([1, 5]);
    socket.bufferedAmount = 0;
    await clock.advance(100);
    expect([drains, end.pipe.unsent, clock.pending]).toEqual([1, 0, 0]);
  });

  it('[T-008] closes where the browser refuses to send', async () => {
    const [end, socket] = await puppet();
    socket.send = () => {
      throw new TypeError('shared memory');
    };
    expect(end.pipe.send(new Message('x'), false)).toBe(false);
    await until(() => end.closes === 1, 'the end');
    expect(end.reason).toMatchObject({ code: 'ERR_SP_IO' });
    expect(end.pipe.send(new Message('x'), false)).toBe(false);
  });

  it('keeps what comes while it is paused, up to the limit but at least 1 MiB', async () => {
    const [end, socket] = await puppet({ maxRecvSize: 400_000 });
    end.pipe.pause();
    const data = new ArrayBuffer(400_000);
    socket.onmessage?.({ data });
    socket.onmessage?.({ data });
    await quiet();
    expect([end.messages.length, end.closes]).toEqual([0, 0]);
    end.pipe.resume();
    await until(() => end.messages.length === 2, 'the messages');
    end.pipe.pause();
    for (let n = 0; n < 3; n += 1) socket.onmessage?.({ data });
    await until(() => end.closes === 1, 'the end');
    expect([end.messages.length, end.reason]).toEqual([2, expect.objectContaining({ code: 'ERR_SP_TOO_LONG' })]);
    expect(socket.closed[0]).toEqual([4009, 'receiver not ready']);
  });

  it('[transports 13.7.16] takes messages of the limit, and ends with one that is longer', async () => {
    const [one, two] = await connect({ maxRecvSize: 4 });
    two.pipe.send(new Message('1234'), false);
    two.pipe.send(new Message('12345'), false);
    await until(() => one.closes === 1 && two.closes === 1, 'the end');
    expect([one.texts, one.reason]).toEqual([['1234'], expect.objectContaining({ code: 'ERR_SP_TOO_LONG' })]);
    expect(two.reason?.message).toContain('4009: message too long');
  });

  it('[transports 13.7.14] takes text as bytes', async () => {
    const [end, socket] = await puppet();
    socket.onmessage?.({ data: '€' });
    await until(() => end.messages.length === 1, 'the message');
    expect(end.messages[0]?.body).toEqual(fromHex('e2 82 ac'));
  });

  it.each(['end', 'close'] as const)('[T-006] %s from either side is heard once, without a reason', async (how) => {
    for (const side of [0, 1]) {
      const [one, two, station] = await connect();
      one.pipe.send(new Message('last'), false);
      await until(() => two.messages.length === 1, 'the message');
      [one, two][side]!.pipe[how]();
      await until(() => one.closes === 1 && two.closes === 1, 'both ends');
      await quiet();
      expect([one.closes, two.closes, one.reason, two.reason]).toEqual([1, 1, undefined, undefined]);
      station.listener.close();
    }
  });

  it('[transports 13.7.18] tells with what code the peer closed', async () => {
    const [end, socket] = await puppet();
    socket.onclose?.({ code: 1009, reason: 'too big' });
    await until(() => end.closes === 1, 'the end');
    expect(end.reason?.message).toContain('1009: too big');
  });
});
