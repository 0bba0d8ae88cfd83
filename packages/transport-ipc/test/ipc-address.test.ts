import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseIpcAddress } from '../src/ipc-address.ts';
import { ipc } from '../src/index.ts';

const code = (url: string, platform?: NodeJS.Platform): unknown => {
  try {
    return parseIpcAddress(url, platform);
  } catch (error) {
    return (error as { code: unknown }).code;
  }
};

describe('IPC addresses', () => {
  it('[TR-1, transports 13.1.1] are those of ipc, unix and abstract, with case', () => {
    const transport = ipc();
    expect(transport.schemes).toEqual(['ipc', 'unix', 'abstract']);
    for (const role of ['dial', 'listen'] as const) {
      for (const scheme of ['ipc', 'unix']) {
        expect(transport.parse(`${scheme}:///tmp/x`, role)).toMatchObject({ scheme, path: '/tmp/x' });
      }
      for (const url of ['tcp://x', 'IPC:///tmp/x', 'ipcs://x', '/tmp/x']) {
        expect(() => transport.parse(url, role)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_TRAN' }));
      }
    }
  });

  it('take the path as it is written', () => {
    expect(parseIpcAddress('ipc:///tmp/a%20b?c#d', 'linux')).toMatchObject({ path: '/tmp/a%20b?c#d' });
    expect(parseIpcAddress('ipc://host/x', 'linux')).toMatchObject({ path: join(process.cwd(), 'host/x') });
  });

  it('[transports 13.5.9] mean a relative path as of the time of the call', () => {
    const file = join(process.cwd(), 'x.sock');
    expect(parseIpcAddress('ipc://x.sock', 'linux')).toMatchObject({ path: file, file, label: file });
    const name = 'x'.repeat(107);
    // Too long with the directory in front: the short form has to do.
    expect(parseIpcAddress(`ipc://${name}`, 'linux')).toMatchObject({ path: name, file: join(process.cwd(), name) });
  });

  it.each(['ipc://', 'unix://', 'ipc:///tmp/a\0b'])('may not be %j', (url) => {
    expect(code(url)).toBe('ERR_SP_BAD_ADDR');
  });

  it('[transports 13.5.8] have at most as many bytes as the system keeps', () => {
    for (const [platform, longest] of [
      ['linux', 107],
      ['darwin', 103],
    ] as const) {
      expect(code(`ipc:///${'x'.repeat(longest - 1)}`, platform)).toHaveProperty('path');
      expect(code(`ipc:///${'x'.repeat(longest)}`, platform)).toBe('ERR_SP_BAD_ADDR');
      expect(code(`ipc:///${'é'.repeat((longest + 1) / 2)}`, platform)).toBe('ERR_SP_BAD_ADDR');
    }
  });

  it('name pipes on Windows', () => {
    const path = '\\\\.\\pipe\\dir/some name';
    expect(parseIpcAddress('ipc://dir/some name', 'win32')).toEqual({
      scheme: 'ipc',
      path,
      file: undefined,
      label: path,
    });
    expect(code(`ipc://${'x'.repeat(247)}`, 'win32')).toHaveProperty('scheme');
    expect(code(`ipc://${'x'.repeat(248)}`, 'win32')).toBe('ERR_SP_BAD_ADDR');
    expect(code('ipc://', 'win32')).toBe('ERR_SP_BAD_ADDR');
  });

  it.each([
    ['x', '\0x'],
    ['/a%2fb', '\0/a/b'],
    ['a%00b', '\0a\0b'],
    ['%C3%A9', '\0é'],
    ['x'.repeat(107), `\0${'x'.repeat(107)}`],
  ])('[transports 13.5.11] decode the abstract name %s', (name, path) => {
    expect(parseIpcAddress(`abstract://${name}`, 'linux')).toEqual({
      scheme: 'abstract',
      path,
      file: undefined,
      label: `@${path.slice(1)}`,
    });
  });

  it.each(['', 'a%', 'a%0', 'a%zz', '%ff', 'x'.repeat(108), 'é'.repeat(54)])(
    '[transports 13.5.11] may not have the abstract name "%s"; our choice: nor one that is empty or not UTF-8',
    (name) => {
      expect(code(`abstract://${name}`, 'linux')).toBe('ERR_SP_BAD_ADDR');
    },
  );

  it('[transports 13.5.11] have abstract names on Linux only', () => {
    for (const platform of ['darwin', 'win32'] as const) expect(code('abstract://x', platform)).toBe('ERR_SP_BAD_ADDR');
  });
});
