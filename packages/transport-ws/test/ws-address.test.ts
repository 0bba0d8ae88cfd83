import { describe, expect, it } from '@jest/globals';
import { ws } from '../src/index.ts';
import { longestPattern } from '../src/path-pattern.ts';

const parse = (url: string, role: 'dial' | 'listen' = 'dial'): ReturnType<ReturnType<typeof ws>['parse']> =>
  ws().parse(url, role);
const refuses = (url: string, role: 'dial' | 'listen', code: string): void => {
  expect(() => parse(url, role)).toThrow(expect.objectContaining({ code }));
};

describe('WebSocket addresses', () => {
  it('[transports 13.1.1] [core TR-1] are those of six schemes, with case', () => {
    for (const role of ['dial', 'listen'] as const) {
      for (const scheme of ['ws', 'ws4', 'ws6', 'wss', 'wss4', 'wss6'])
        expect(parse(`${scheme}://localhost:81/x`, role)).toMatchObject({ scheme, host: 'localhost', port: 81 });
      for (const url of ['tcp://x:1', 'WS://localhost:80', 'ws5://localhost', 'http://localhost', 'localhost:80'])
        refuses(url, role, 'ERR_SP_BAD_TRAN');
    }
  });

  it.each([
    ['ws://host', 80],
    ['wss://host/x', 443],
    ['ws6://[::1]?q', 80],
    ['wss4://host:444', 444],
  ])('[transports 13.7.20] have a default port: %s', (url, port) => {
    for (const role of ['dial', 'listen'] as const) expect(parse(url, role)).toMatchObject({ port });
  });

  it.each([
    ['ws://h:1', '/', '/'],
    ['ws://h:1/', '/', '/'],
    ['ws://h:1/a/b', '/a/b', '/a/b'],
    ['ws://h:1/a/', '/a/', '/a/'],
    ['ws://h:1/a%20b?x=%20', '/a%20b?x=%20', '/a b'],
    ['ws://h:1?x=1', '/?x=1', '/'],
    ['ws://h:1/ä/😀', '/%C3%A4/%F0%9F%98%80', '/ä/😀'],
    ['ws://h:1/a/../b//c', '/a/../b//c', '/a/../b//c'],
  ])('[transports 13.7.2] have a path: %s', (url, target, path) => {
    expect(parse(url)).toMatchObject({ target, path });
  });

  it.each(['/\u0001', '/a b', '/a\u007f', '/a\nb', '/%zz', '/%', '/a#b'])(
    '[transports 13.7.11] may not have the path %j',
    (path) => {
      for (const role of ['dial', 'listen'] as const) refuses(`ws://h:1${path}`, role, 'ERR_SP_BAD_ADDR');
    },
  );

  it.each(['ws://:80/', 'ws://*:80/', 'ws:///x', 'ws://h:0/'])(
    '[transports 13.7.20] may be %s for listening, not for dialing',
    (url) => {
      expect(parse(url, 'listen')).toMatchObject({ path: url.endsWith('/x') ? '/x' : '/' });
      refuses(url, 'dial', 'ERR_SP_BAD_ADDR');
    },
  );

  it.each([
    'ws://h:',
    'ws://h:65536',
    'ws://h:http',
    'ws://::1:80',
    'ws://u@h',
    'ws://-h',
    'ws4://[::1]',
    'ws6://1.2.3.4',
  ])('[transports 13.7.11] may not be %s', (url) => {
    for (const role of ['dial', 'listen'] as const) refuses(url, role, 'ERR_SP_BAD_ADDR');
  });

  it('may name the source to dial from', () => {
    expect(parse('ws://127.0.0.2;localhost:80/x')).toMatchObject({ source: '127.0.0.2', authority: 'localhost:80' });
    refuses('ws6://127.0.0.2;localhost:80', 'dial', 'ERR_SP_BAD_ADDR');
    refuses('ws://127.0.0.2;localhost:80', 'listen', 'ERR_SP_BAD_ADDR');
  });
});

it.each([
  [['/sp'], '/sp', '/sp'],
  [['/sp'], '/sp/', undefined],
  [['/sp'], '/sp/x', undefined],
  [['/sp/'], '/sp', undefined],
  [['/sp/'], '/sp/', '/sp/'],
  [['/sp/'], '/sp/x/y', '/sp/'],
  [['/'], '/anything', '/'],
  [['/', '/a/', '/a/b'], '/a/b', '/a/b'],
  [['/', '/a/', '/a/b'], '/a/c', '/a/'],
  [['/A'], '/a', undefined],
])('[transports 13.7.2] of the patterns %j the path %s is served by %s', (patterns, path, expected) => {
  expect(longestPattern(patterns, path)).toBe(expected);
});
