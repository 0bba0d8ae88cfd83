import { describe, expect, it } from '@jest/globals';
import { formatHostPort, parseHostPort, sourceAddress, splitAddress } from '@sp/core/transport';

const bad = (code: string, why: string | RegExp = ''): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(why) as unknown });
const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('parseHostPort', () => {
  it.each([
    ['127.0.0.1:5555', '127.0.0.1', 5555],
    ['localhost:1', 'localhost', 1],
    ['example.org:65535', 'example.org', 65535],
    ['example.org.:80', 'example.org.', 80],
    ['my_host-2:80', 'my_host-2', 80],
    ['b\u00fccher.example:80', 'b\u00fccher.example', 80],
    ['[::1]:5555', '::1', 5555],
    ['[::]:5555', '::', 5555],
    ['[2001:db8::7:192.0.2.1]:80', '2001:db8::7:192.0.2.1', 80],
    ['[fe80::1%eth0]:80', 'fe80::1%eth0', 80],
    ['[1:2:3:4:5:6:7:8]:80', '1:2:3:4:5:6:7:8', 80],
  ])('takes %s for both roles', (text, host, port) => {
    for (const role of ['dial', 'listen'] as const) {
      expect(parseHostPort(text, role)).toEqual({ host, port, source: undefined });
    }
  });

  it.each([
    ['[transports 13.3.6]', '*:80', '', 80],
    ['[transports 13.3.6]', ':80', '', 80],
    ['[transports 13.3.3]', '127.0.0.1:0', '127.0.0.1', 0],
    ['[transports 13.3.3]', '*:0', '', 0],
  ])('%s takes %s for listening only', (_id, text, host, port) => {
    expect(parseHostPort(text, 'listen')).toEqual({ host, port, source: undefined });
    expect(thrown(() => parseHostPort(text, 'dial'))).toEqual(bad('ERR_SP_BAD_ADDR'));
  });

  it.each([
    ['127.0.0.1:80/', '127.0.0.1'],
    ['[::1]:80/', '::1'],
  ])('[transports 13.3.12] takes the trailing / of %s', (text, host) => {
    expect(parseHostPort(text, 'dial')).toEqual({ host, port: 80, source: undefined });
  });

  it.each(['127.0.0.1:80/path', '127.0.0.1:80//', '127.0.0.1/:80', '/127.0.0.1:80'])(
    '[transports 13.3.12] refuses the path of %s',
    (text) => {
      for (const role of ['dial', 'listen'] as const) {
        expect(thrown(() => parseHostPort(text, role))).toEqual(bad('ERR_SP_BAD_ADDR', 'no place in host:port'));
      }
    },
  );

  it.each([
    ['127.0.0.1', 'port is missing'],
    ['localhost', 'port is missing'],
    ['127.0.0.1.32', 'not a host name or IPv4'],
    ['127.0.x.1.32', 'not a host name or IPv4'],
    ['', ''],
    ['*', ''],
    ['[::1]', 'port is missing'],
    ['127.0.0.1:', '"" is not a port'],
    ['*:', ''],
    ['localhost:', '"" is not a port'],
    ['localhost:65536', '"65536" is not a port'],
    ['127.0.0.1:1000000', '"1000000" is not a port'],
    ['*:1000000', ''],
    ['localhost:-1', '"-1" is not a port'],
    ['localhost:+1', 'not a port'],
    ['localhost:1e3', 'not a port'],
    ['*:some_port', ''],
    ['localhost:http', '"http" is not a port'],
    ['localhost: 80', 'no place'],
    ['-hostname:5555', 'not a host name'],
    ['abc.123.---.#:5555', 'no place'],
    ['abc.123.---.x:5555', 'not a host name'],
    ['abc...123:5555', 'not a host name'],
    ['.123:5555', 'not a host name'],
    ['127.0.0.1.32:80', 'not a host name'],
    ['255.255.255.255:80', 'not a host name'],
    ['127.1:80', 'not a host name'],
    ['256.0.0.1:80', 'not a host name'],
    ['eth10000;127.0.0.1', 'port is missing'],
    ['::1:5555', 'brackets'],
    ['[::1:5555', 'brackets'],
    ['::1]:5555', 'brackets'],
    ['x[::1]:5555', 'brackets'],
    ['[::1]5555', 'brackets'],
    ['[127.0.0.1]:80', 'not an IPv6'],
    ['[localhost]:80', 'not an IPv6'],
    ['[]:80', 'not an IPv6'],
    ['[1::2::3]:80', 'not an IPv6'],
    ['[12345::]:80', 'not an IPv6'],
    ['[1:2:3:4:5:6:7]:80', 'not an IPv6'],
    ['[1:2:3:4:5:6:7:8:9]:80', 'not an IPv6'],
    ['[::1.2.3.400]:80', 'not an IPv6'],
    ['[fe80::1%]:80', 'not an IPv6'],
    ['user@localhost:80', '"@" has no place'],
    ['localhost:80?query', '"\\?" has no place'],
    ['localhost:80#fragment', '"#" has no place'],
  ])('[transports 13.3.7] refuses to dial "%s": %s', (text, why) => {
    expect(thrown(() => parseHostPort(text, 'dial'))).toEqual(bad('ERR_SP_BAD_ADDR', why));
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:1000000',
    '127.0.0.1.32',
    '127.0.x.1.32',
    '8.8.8.8',
    '255.255.255.255:80',
    '*:',
    '::1:80',
  ])('[transports 13.3.7] refuses to listen on "%s"', (text) => {
    expect(thrown(() => parseHostPort(text, 'listen'))).toEqual(bad('ERR_SP_BAD_ADDR'));
  });

  it.each([
    ['127.0.0.2;127.0.0.1:80', '127.0.0.2', '127.0.0.1'],
    ['eth0;example.org:80/', 'eth0', 'example.org'],
    ['[::1];[::2]:80', '::1', '::2'],
    ['::1;[::2]:80', '::1', '::2'],
  ])('[transports 13.3.8] takes the source address of %s for dialing only', (text, source, host) => {
    expect(parseHostPort(text, 'dial')).toEqual({ host, port: 80, source });
    expect(thrown(() => parseHostPort(text, 'listen'))).toEqual(bad('ERR_SP_BAD_ADDR', 'only dialing'));
  });

  it('refuses an empty source address', () => {
    expect(thrown(() => parseHostPort(';127.0.0.1:80', 'dial'))).toEqual(bad('ERR_SP_BAD_ADDR', 'empty'));
  });

  it('fills in a default port where there is one', () => {
    expect(parseHostPort('example.org', 'dial', 443)).toEqual({ host: 'example.org', port: 443, source: undefined });
    expect(parseHostPort('[::1]', 'dial', 443)).toEqual({ host: '::1', port: 443, source: undefined });
    expect(parseHostPort('example.org:1', 'dial', 443).port).toBe(1);
    expect(thrown(() => parseHostPort('example.org:', 'dial', 443))).toEqual(bad('ERR_SP_BAD_ADDR'));
  });
});

describe('formatHostPort', () => {
  it('writes what parseHostPort reads', () => {
    expect(formatHostPort('127.0.0.1', 80)).toBe('127.0.0.1:80');
    expect(formatHostPort('::1', 80)).toBe('[::1]:80');
  });
});

describe('splitAddress', () => {
  it('splits at the first ://', () => {
    expect(splitAddress('a://b://c', ['b', 'a'])).toEqual({ scheme: 'a', rest: 'b://c' });
  });

  it.each(['b://x', 'A://x', 'ab://x', 'a:/x', 'a', '', '://x'])('refuses %s where only a:// is served', (url) => {
    expect(thrown(() => splitAddress(url, ['a']))).toEqual(bad('ERR_SP_BAD_TRAN', 'a://'));
  });
});

describe('sourceAddress', () => {
  const interfaces = {
    eth0: [
      { address: '192.0.2.7', family: 'IPv4' },
      { address: '2001:db8::7', family: 'IPv6' },
    ],
    tun0: [{ address: '2001:db8::9', family: 'IPv6' }],
  };

  it('leaves addresses as they are', () => {
    expect(sourceAddress('192.0.2.1', 0, interfaces)).toBe('192.0.2.1');
    expect(sourceAddress('::1', 6, interfaces)).toBe('::1');
  });

  it('takes the first suitable address of an interface', () => {
    expect(sourceAddress('eth0', 0, interfaces)).toBe('192.0.2.7');
    expect(sourceAddress('eth0', 6, interfaces)).toBe('2001:db8::7');
  });

  it.each([
    ['eth1', 0],
    ['tun0', 4],
    ['toString', 0],
  ] as const)('refuses %s for family %d', (source, family) => {
    expect(thrown(() => sourceAddress(source, family, interfaces))).toEqual(bad('ERR_SP_BAD_ADDR', source));
  });
});
