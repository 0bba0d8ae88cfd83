import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fromHex, toHex, quiet, until, type WireEnd } from '@sp/compliance';
import { Message } from '@sp/core/transport';
import { Bench, type Raw } from './ws-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
});

const mask = '00 00 00 00';

/** The close frame that came last, as `code`. */
const closeCode = ({ frames }: Raw): number | undefined => {
  const match = /88 (?:[0-7]\S) (\S\S) (\S\S)/.exec(frames);
  return match === null ? undefined : parseInt(`${match[1] ?? ''}${match[2] ?? ''}`, 16);
};

describe('frames from a client', () => {
  it('[transports 13.7.13] are put together', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.send(`02 82 ${mask} 61 62 00 80 ${mask} 00 81 ${mask} 63 80 81 ${mask} 64`);
    client.send(`82 81 ${mask} 78`);
    await until(() => end.messages.length === 2, 'the messages');
    expect(end.texts).toEqual(['abcd', 'x']);
  });

  it('[transports 13.7.13] may be split anywhere', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    for (const byte of fromHex(`02 82 01 02 03 04 60 60 80 81 ${mask} 63`)) {
      client.socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => end.messages.length === 1, 'the message');
    expect(end.texts).toEqual(['abc']);
  });

  it('[transports 13.7.13] may have a ping between them, which is answered at once', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.send(`02 81 ${mask} 61 89 81 ${mask} 70`);
    await until(() => client.frames === '8a 01 70', 'the pong');
    client.send(`80 81 ${mask} 62`);
    await until(() => end.messages.length === 1, 'the message');
    expect(end.texts).toEqual(['ab']);
  });

  it('may be pongs that nobody asked for, and no ping is sent', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.send(`8a 81 ${mask} 70 82 80 ${mask}`);
    await until(() => end.messages.length === 1, 'the empty message');
    expect([end.messages[0]?.length, client.frames]).toEqual([0, '']);
  });

  it('[transports 13.7.14] may be text, taken as bytes', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.send(`81 83 ${mask} e2 82 ac`);
    await until(() => end.messages.length === 1, 'the message');
    expect(end.messages[0]?.body).toEqual(fromHex('e2 82 ac'));
  });

  it('our choice: may announce their length in more bytes than it needs', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.send(`82 fe 00 01 ${mask} 61 82 ff 00 00 00 00 00 00 00 01 ${mask} 62`);
    await until(() => end.messages.length === 2, 'the messages');
    expect(end.texts).toEqual(['a', 'b']);
  });

  const long = '61 '.repeat(126);
  it.each([
    ['[transports 13.7.14]', 'text that is not UTF-8', 1007, `81 82 ${mask} c3 28`],
    ['[transports 13.7.15]', 'a frame without mask', 1002, '82 01 61'],
    ['[transports 13.7.15]', 'RSV1', 1002, `c2 81 ${mask} 61`],
    ['[transports 13.7.15]', 'RSV2', 1002, `a2 81 ${mask} 61`],
    ['[transports 13.7.15]', 'RSV3', 1002, `92 81 ${mask} 61`],
    ['[transports 13.7.15]', 'a ping of 126 bytes', 1002, `89 fe 00 7e ${mask} ${long}`],
    ['[transports 13.7.15]', 'a ping in pieces', 1002, `09 81 ${mask} 61`],
    ['[transports 13.7.15]', 'an unknown opcode', 1002, `83 81 ${mask} 61`],
    ['[transports 13.7.15]', 'an unknown control opcode', 1002, `8b 81 ${mask} 61`],
    ['[transports 13.7.15]', 'a continuation of nothing', 1002, `80 81 ${mask} 61`],
    ['[transports 13.7.15]', 'a message inside of another', 1002, `02 81 ${mask} 61 82 81 ${mask} 62`],
    ['[transports 13.7.15]', 'a close frame of one byte', 1002, `88 81 ${mask} 03`],
    ['[transports 13.7.16]', 'a length with the top bit', 1009, `82 ff 80 00 00 00 00 00 00 01 ${mask} 61`],
    ['[transports 13.7.16]', 'a length of 2^62', 1009, `82 ff 40 00 00 00 00 00 00 00 ${mask} 61`],
    ['[transports 13.7.16]', 'a length over the limit', 1009, `82 ff 00 00 00 00 00 10 00 01 ${mask} 61`],
  ])('%s %s ends the connection with %d, and only that', async (_id, _what, code, wire) => {
    const station = await bench.listen();
    const [good, kept] = await bench.goodClient(station);
    const [bad, end] = await bench.goodClient(station);
    bad.send(`82 81 ${mask} 78 ${wire}`);
    await until(() => end.closes === 1 && bad.closed, 'the end of the connection');
    expect(closeCode(bad)).toBe(code);
    expect(end.texts).toEqual(['x']);
    expect(end.reason).toMatchObject({ code: code === 1009 ? 'ERR_SP_TOO_LONG' : 'ERR_SP_GARBLED' });
    good.send(`82 81 ${mask} 79`);
    await until(() => kept.messages.length === 1, 'a message on the other connection');
    await bench.goodClient(station);
  });

  it('[transports 13.7.16] may bring up to the limit, in one frame or in several, and not one byte more', async () => {
    const station = await bench.listen(undefined, { maxRecvSize: 4 });
    const exact: [Raw, WireEnd] = await bench.goodClient(station);
    exact[0].send(`82 84 ${mask} 61 62 63 64 02 82 ${mask} 61 62 80 82 ${mask} 63 64`);
    await until(() => exact[1].messages.length === 2, 'messages of exactly the limit');
    for (const wire of [`82 85 ${mask} 61 62 63 64 65`, `02 83 ${mask} 61 62 63 80 82 ${mask} 64 65`]) {
      const [client, end] = await bench.goodClient(station);
      client.send(wire);
      await until(() => end.closes === 1 && client.closed, 'the end of the connection');
      expect(closeCode(client)).toBe(1009);
      expect(end.messages).toEqual([]);
      expect(end.reason?.message).toContain('4 bytes');
    }
    expect(exact[1].closes).toBe(0);
  });

  it('take no memory for a length that is only announced', async () => {
    const station = await bench.listen(undefined, { maxRecvSize: Infinity });
    const [client, end] = await bench.goodClient(station);
    const before = process.memoryUsage().rss;
    client.send(`82 ff 00 00 00 00 40 00 00 00 ${mask} 61`);
    await quiet();
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
    client.socket.destroy();
    await until(() => end.closes === 1, 'the end of the connection');
  });

  it('[T-011] wait while the pipe is paused, and come in order afterwards', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    end.pipe.pause();
    client.send(`82 81 ${mask} 61 82 81 ${mask} 62`);
    client.socket.end(fromHex(`82 81 ${mask} 63 88 82 ${mask} 03 e8`));
    await quiet();
    expect([end.messages.length, end.closes]).toEqual([0, 0]);
    end.pipe.resume();
    await until(() => end.closes === 1, 'the end of the connection');
    expect(end.texts).toEqual(['a', 'b', 'c']);
    expect(end.reason).toBeUndefined();
  });
});

describe('the end of a connection', () => {
  it.each([
    ['88 80', '88 00', undefined],
    [`88 82`, '88 02 03 e8', '03 e8'],
    [`88 82`, '88 02 03 e9', '03 e9'],
    [`88 84`, '88 04 0f a0 68 69', '0f a0 68 69'],
  ])('[transports 13.7.18] a close frame %s is answered with %s', async (head, answer, payload) => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.send(`${head} ${mask} ${payload ?? ''}`);
    await until(() => end.closes === 1 && client.closed, 'the end of the connection');
    expect(client.frames).toBe(answer);
    // What is not orderly says so.
    if (payload?.startsWith('0f') === true) expect(end.reason).toMatchObject({ code: 'ERR_SP_EOF' });
    else expect(end.reason).toBeUndefined();
  });

  it('[transports 13.7.18] needs no close frame', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.send(`82 81 ${mask} 61`);
    client.socket.end();
    await until(() => end.closes === 1, 'the end of the connection');
    expect([end.texts, end.reason]).toEqual([['a'], undefined]);
  });

  it('may be a reset, which is told', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    client.socket.resetAndDestroy();
    await until(() => end.closes === 1, 'the end of the connection');
    expect(end.reason).toMatchObject({ code: 'ERR_SP_CONN_RESET' });
  });

  it('[T-012] sends what was accepted, then a close frame, and waits 100 ms for a silent peer', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    end.pipe.send(new Message('a'), false);
    end.pipe.end();
    const began = performance.now();
    await until(() => client.closed, 'the end of the connection');
    expect(performance.now() - began).toBeGreaterThan(80);
    expect(client.frames).toBe('82 01 61 88 02 03 e8');
    await until(() => end.closes === 1, 'the end of the pipe');
    expect(end.reason).toBeUndefined();
  });

  it('[T-012] comes as soon as the peer answers the close frame', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    end.pipe.end();
    await until(() => client.frames !== '', 'the close frame');
    client.send(`82 81 ${mask} 61 88 82 ${mask} 03 e8`);
    await until(() => end.closes === 1, 'the end of the pipe');
    expect(end.messages).toEqual([]);
  });

  it('[T-013] is a close frame and nothing else when it is given up', async () => {
    const [client, end] = await bench.goodClient(await bench.listen());
    end.pipe.send(new Message('a'), false);
    end.pipe.close();
    await until(() => client.closed && end.closes === 1, 'the end of the connection');
    expect(client.frames).toBe('88 02 03 e8');
    end.pipe.send(new Message('b'), false);
    expect(end.pipe.unsent).toBe(0);
  });
});

describe('frames from a server', () => {
  const answer = [
    'HTTP/1.1 101 Switching Protocols',
    'upgrade: WebSocket',
    'connection: upgrade',
    'sec-websocket-protocol: rep.sp.nanomsg.org',
  ];

  /** A dialed connection whose server says the rest in bytes. */
  async function dialed(frames: string): Promise<[WireEnd, Raw]> {
    const { address, raws } = await bench.server((raw) => {
      const key = /Sec-WebSocket-Key: (\S+)/.exec(raw.head.join('\n'))?.[1] ?? '';
      const accept = `sec-websocket-accept: ${acceptOf(key)}`;
      raw.socket.write([...answer, accept, '', ''].join('\r\n'));
      raw.send(frames);
    });
    return [await bench.dial(address), raws[0] as Raw];
  }

  it('[transports 13.7.13] may be in pieces, with a ping between them, and come with the answer', async () => {
    const [end, raw] = await dialed('02 01 61 89 01 70 80 01 62');
    await until(() => end.messages.length === 1 && raw.frames.startsWith('8a 81'), 'the message and a pong');
    expect(end.texts).toEqual(['ab']);
  });

  it.each([
    ['[transports 13.7.15]', 'a masked frame', 1002, `82 81 ${mask} 61`],
    ['[transports 13.7.15]', 'RSV', 1002, 'c2 01 61'],
    ['[transports 13.7.14]', 'text that is not UTF-8', 1007, '81 02 c3 28'],
    ['[transports 13.7.16]', 'a length over the limit', 1009, '82 7f 00 00 00 00 00 10 00 01 61'],
  ])('%s %s ends the connection with %d', async (_id, _what, code, wire) => {
    const [end, raw] = await dialed(wire);
    await until(() => end.closes === 1 && raw.closed, 'the end of the connection');
    const sent = fromHex(raw.frames);
    expect(toHex(sent.subarray(0, 2))).toBe('88 82');
    const key = sent.subarray(2, 6);
    expect(((sent[6]! ^ key[0]!) << 8) | (sent[7]! ^ key[1]!)).toBe(code);
    expect(end.reason).toMatchObject({ code: code === 1009 ? 'ERR_SP_TOO_LONG' : 'ERR_SP_GARBLED' });
  });

  it('what we send to it is masked, with a key of its own for each frame', async () => {
    const [end, raw] = await dialed('');
    const body = 'a'.repeat(300);
    for (const text of ['abc', 'abc', body]) end.pipe.send(new Message(text, fromHex('80 00 00 01')), false);
    await until(() => fromHex(raw.frames).length === 2 * 13 + 8 + 304, 'the frames');
    const frames = fromHex(raw.frames);
    const texts: string[] = [];
    for (const [at, head, length] of [
      [0, 2, 7],
      [13, 2, 7],
      [26, 4, 304],
    ] as const) {
      expect(frames[at]).toBe(0x82);
      const key = frames.subarray(at + head, at + head + 4);
      const payload = frames.subarray(at + head + 4, at + head + 4 + length).map((byte, n) => byte ^ key[n & 3]!);
      texts.push(Buffer.from(payload).toString('latin1'));
    }
    expect(texts).toEqual(['\u0080\0\0\u0001abc', '\u0080\0\0\u0001abc', `\u0080\0\0\u0001${body}`]);
    expect(toHex(frames.subarray(2, 6))).not.toBe(toHex(frames.subarray(15, 19)));
  });
});

function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
