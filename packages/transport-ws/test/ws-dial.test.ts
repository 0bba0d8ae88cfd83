import { createHash } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import { codeOf, ManualClock, until } from '@sp/compliance';
import { Bench, dialDefaults, type Raw } from './ws-bench.ts';
import { ws } from '../src/index.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
});

const accept = (raw: Raw): string => {
  const key = /Sec-WebSocket-Key: (\S+)/.exec(raw.head.join('\n'))?.[1] ?? '';
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
};
const answer = (...lines: string[]): string => [...lines, '', ''].join('\r\n');
const good = (raw: Raw): string[] => [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Accept: ${accept(raw)}`,
  'Sec-WebSocket-Protocol: rep.sp.nanomsg.org',
];

describe('a WebSocket dialer', () => {
  it.each([
    ['/sp', '/sp'],
    ['', '/'],
    ['/a%20b/../ä?q=1', '/a%20b/../%C3%A4?q=1'],
  ])(
    '[transports 13.7.1] [transports 13.7.2] [transports 13.7.17] asks for %s as the specification says',
    async (path, target) => {
      const { address, raws } = await bench.server((raw) => raw.socket.write(answer(...good(raw))));
      const origin = address.replace(/\/sp$/, '').replace('127.0.0.1', 'LocalHost');
      await bench.dial(`${origin}${path}`);
      const [raw] = raws;
      const key = /^Sec-WebSocket-Key: (.*)$/m.exec(raw?.head.join('\n') ?? '')?.[1] ?? '';
      expect(Buffer.from(key, 'base64')).toHaveLength(16);
      expect(raw?.head[0]).toBe(`GET ${target} HTTP/1.1`);
      expect(raw?.head.slice(1).toSorted()).toEqual([
        'Connection: Upgrade',
        `Host: ${origin.replace('ws://', '')}`,
        `Sec-WebSocket-Key: ${key}`,
        'Sec-WebSocket-Protocol: rep.sp.nanomsg.org',
        'Sec-WebSocket-Version: 13',
        'Upgrade: websocket',
      ]);
    },
  );

  it('[transports 13.7.2] fails on another path, on the path of another protocol, and works on the right one', async () => {
    const station = await bench.listen();
    const dialing = bench.dial(station.address.replace('/sp', '/other'));
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
    await expect(dialing).rejects.toThrow('HTTP 404');
    await bench.connect(station);
  });

  it.each([400, 401, 403, 404, 405, 426, 500, 501, 200, 301])(
    '[transports 13.7.19] takes HTTP %d as ERR_SP_BAD_PROTO, and follows nobody elsewhere',
    async (status) => {
      const station = await bench.listen();
      const lines = [`HTTP/1.1 ${status} Something`, `Location: ${station.address}`, 'Content-Length: 0'];
      const { address, raws } = await bench.server((raw) => raw.socket.write(answer(...lines)));
      const dialing = bench.dial(address);
      await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
      await expect(dialing).rejects.toThrow(`HTTP ${status} Something`);
      await until(() => raws[0]?.closed === true, 'the end of the connection');
      expect(station.ends).toEqual([]);
    },
  );

  it.each<[string, string, string, string]>([
    ['[transports 13.7.21]', 'a wrong Accept', 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', 'BAD_HEADER'],
    ['[transports 13.7.21]', 'no protocol', 'Sec-WebSocket-Protocol:', 'BAD_PROTO'],
    ['[transports 13.7.21]', 'another protocol', 'Sec-WebSocket-Protocol: pub.sp.nanomsg.org', 'BAD_PROTO'],
    ['[transports 13.7.17]', 'an extension', 'Sec-WebSocket-Extensions: permessage-deflate', 'BAD_HEADER'],
    ['[transports 13.7.21]', 'another upgrade', 'Upgrade: h2c', 'BAD_HEADER'],
    ['[transports 13.7.21]', 'no upgrade', 'Connection: close', 'BAD_HEADER'],
  ])('%s refuses an answer 101 with %s', async (_id, _what, line, code) => {
    const [name = ''] = line.split(':');
    const { address, raws } = await bench.server((raw) => {
      const others = good(raw).filter((one) => !one.startsWith(`${name}:`));
      raw.socket.write(answer(...others, ...(line.endsWith(':') ? [] : [line])));
    });
    expect(await codeOf(bench.dial(address))).toBe(`ERR_SP_${code}`);
    await until(() => raws[0]?.closed === true, 'the end of the connection');
  });

  it.each([
    ['garbage', '\0SP\0\0\x31\0\0', 'ERR_SP_BAD_HEADER'],
    ['nothing', '', 'ERR_SP_EOF'],
    ['half an answer', 'HTTP/1.1 101 Swi', 'ERR_SP_EOF'],
  ])('fails where the server sends %s and hangs up', async (_what, text, code) => {
    const { address } = await bench.server((raw) => raw.socket.end(text, 'latin1'));
    const outcome = await codeOf(bench.dial(address));
    expect([code, 'ERR_SP_BAD_HEADER']).toContain(outcome);
    if (text === '') expect(outcome).toBe(code);
  });

  it('[transports 13.7.22] gives up on a silent server after 10 s', async () => {
    const clock = new ManualClock();
    const { address, raws } = await bench.server();
    let outcome: unknown = 'pending';
    void codeOf(bench.dial(address, {}, { clock })).then((code) => (outcome = code));
    await until(() => raws[0]?.heard('\r\n\r\n') === true, 'the request');
    await clock.advance(9_999);
    expect(outcome).toBe('pending');
    await clock.advance(1);
    await until(() => outcome !== 'pending', 'the end of the dial');
    expect(outcome).toBe('ERR_SP_CONN_TIMEOUT');
    await until(() => raws[0]?.closed === true, 'the end of the connection');
    expect(clock.pending).toBe(0);
  });

  it('[T-014] ends at once when aborted in the handshake, with the reason of the signal', async () => {
    const { address, raws } = await bench.server();
    const controller = new AbortController();
    const dialing = bench.dial(address, {}, { signal: controller.signal });
    await until(() => raws.length === 1, 'the connection');
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(dialing).rejects.toBe(reason);
    await until(() => raws[0]?.closed === true, 'the end of the connection');
    await expect(bench.dial(address, {}, { signal: controller.signal })).rejects.toBe(reason);
    expect(raws).toHaveLength(1);
  });

  it('[transports 13.7.11] fails for a host that does not exist, and from a foreign source', async () => {
    expect(await codeOf(bench.dial('ws://name.invalid:80/'))).toMatch(/BAD_ADDR|IO/);
    expect(await codeOf(bench.dial('ws://192.0.2.1;127.0.0.1:9/'))).toBe('ERR_SP_BAD_ADDR');
    expect(await codeOf(bench.dial('ws://no-such-interface;127.0.0.1:9/'))).toBe('ERR_SP_BAD_ADDR');
  });

  it('connects from the interface that the address names', async () => {
    const station = await bench.listen();
    const [name = ''] =
      Object.entries(networkInterfaces()).find(([, all]) => all?.some(({ address }) => address === '127.0.0.1')) ?? [];
    const end = await bench.dial(`ws://${name};127.0.0.1:${station.port}/sp`);
    expect(end.pipe.localAddress).toMatch(/^127\.0\.0\.1:/);
  });

  it('sends further header fields, and tells those of the answer and of the request', async () => {
    const station = await bench.listen(undefined, { headers: { 'X-Server': 'ours' } });
    const [one, two] = await bench.connect(station, { headers: { Authorization: 'Bearer x', 'User-Agent': 'me' } });
    expect(two.pipe.property('httpRequest')).toMatchObject({
      method: 'GET',
      url: '/sp',
      headers: { authorization: 'Bearer x', 'user-agent': 'me', 'sec-websocket-protocol': 'rep.sp.nanomsg.org' },
    });
    expect(one.pipe.property('httpResponse')).toMatchObject({ headers: { 'x-server': 'ours' } });
    expect([one.pipe.property('httpRequest'), two.pipe.property('httpResponse')]).toEqual([undefined, undefined]);
  });

  it('names its ends host:port', async () => {
    const station = await bench.listen();
    const [one] = await bench.connect(station);
    expect(one.pipe.remoteAddress).toBe(`127.0.0.1:${station.port}`);
  });

  it('does without options that nobody has set', () => {
    expect(dialDefaults()).toEqual({
      noDelay: true,
      keepAlive: true,
      keepAliveTime: 0,
      maxRecvSize: 1_048_576,
      headers: {},
      tls: undefined,
    });
    expect(ws().spi).toBe(1);
  });
});
