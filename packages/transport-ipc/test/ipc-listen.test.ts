import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { codeOf } from '@sp/compliance';
import { child } from './child.ts';
import { Bench } from './ipc-bench.ts';
import { freePath, removeFiles } from './temporary.ts';

const bench = new Bench();
afterAll(removeFiles);
afterEach(() => {
  bench.close();
});

/** A socket file whose listener is gone, as a crash leaves it. */
async function deadFile(): Promise<string> {
  const path = freePath();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.tmp`, resolve));
  renameSync(`${path}.tmp`, path);
  await new Promise((resolve) => server.close(resolve));
  return path;
}

const works = async (url: string): Promise<void> => {
  const end = await bench.dial(url);
  expect(end.pipe.peer).toBe(0x31);
  end.pipe.close();
};

describe('listening on a path', () => {
  it('[TR-8] keeps the address as it was written, and makes a socket file there', async () => {
    const path = freePath();
    const station = await bench.listen(`ipc://${path}`);
    expect(station.address).toBe(`ipc://${path}`);
    expect(lstatSync(path).isSocket()).toBe(true);
  });

  it('[transports 13.5.3] replaces the socket file that a crash left', async () => {
    const path = await deadFile();
    expect(await codeOf(bench.dial(`ipc://${path}`))).toBe('ERR_SP_CONN_REFUSED');
    await bench.listen(`ipc://${path}`);
    await works(`ipc://${path}`);
  });

  it('[transports 13.5.3] [transports 13.1.6, TR-3] leaves a busy one alone: ERR_SP_ADDR_IN_USE', async () => {
    const station = await bench.listen();
    const { ctimeNs, ino } = lstatSync(station.target.path, { bigint: true });
    const again = bench.listen(`unix://${station.target.path}`);
    await expect(again).rejects.toMatchObject({ code: 'ERR_SP_ADDR_IN_USE', cause: { code: 'EADDRINUSE' } });
    await expect(again).rejects.toThrow(station.target.path);
    expect(lstatSync(station.target.path, { bigint: true })).toMatchObject({ ctimeNs, ino });
    await works(station.address);
  });

  it('[transports 13.5.3] leaves one of another kind of program alone', async () => {
    const { address } = await bench.server();
    expect(await codeOf(bench.listen(address))).toBe('ERR_SP_ADDR_IN_USE');
    expect(lstatSync(address.slice('ipc://'.length)).isSocket()).toBe(true);
  });

  it('[transports 13.5.4] leaves a regular file unharmed: ERR_SP_ADDR_IN_USE', async () => {
    const path = freePath();
    writeFileSync(path, 'precious');
    expect(await codeOf(bench.listen(`ipc://${path}`))).toBe('ERR_SP_ADDR_IN_USE');
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('[transports 13.5.4] leaves a directory unharmed: ERR_SP_ADDR_IN_USE', async () => {
    const path = freePath();
    mkdirSync(path);
    writeFileSync(join(path, 'inside'), 'precious');
    expect(await codeOf(bench.listen(`ipc://${path}`))).toBe('ERR_SP_ADDR_IN_USE');
    expect(readdirSync(path)).toEqual(['inside']);
  });

  it('[transports 13.5.4] leaves a symbolic link unharmed, wherever it leads', async () => {
    for (const target of [await deadFile(), freePath()]) {
      const path = freePath();
      symlinkSync(target, path);
      expect(await codeOf(bench.listen(`ipc://${path}`))).toBe('ERR_SP_ADDR_IN_USE');
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
      expect(existsSync(target)).toBe(target.length > 0 && existsSync(path));
    }
  });

  it('fails in a directory that does not exist, and says so; later it works', async () => {
    const folder = freePath();
    const url = `ipc://${join(folder, 'x')}`;
    await expect(bench.listen(url)).rejects.toMatchObject({ code: 'ERR_SP_IO', cause: { code: 'EACCES' } });
    await expect(bench.listen(url)).rejects.toThrow(`the directory ${folder} does not exist`);
    mkdirSync(folder);
    await bench.listen(url);
    await works(url);
  });

  it('[transports 13.5.8] takes a path of 107 bytes whole, and creates nothing for a longer one', async () => {
    const folder = freePath();
    mkdirSync(folder);
    const path = join(folder, 'x'.repeat(106 - folder.length));
    expect(await codeOf(Promise.resolve().then(() => bench.listen(`ipc://${path}xy`)))).toBe('ERR_SP_BAD_ADDR');
    expect(readdirSync(folder)).toEqual([]);
    const longest = process.platform === 'linux' ? path : path.slice(0, 103);
    await bench.listen(`ipc://${longest}`);
    expect(readdirSync(folder)).toEqual([longest.slice(folder.length + 1)]);
    await works(`ipc://${longest}`);
  });

  it('[transports 13.5.9] [transports 13.5.5] takes a relative path, and keeps to it when the working directory changes', async () => {
    const folder = freePath();
    mkdirSync(folder);
    expect(await child('working-directory.ts', folder)).toEqual({
      address: 'ipc://rel.sock',
      remoteAddress: join(folder, 'short', 'rel.sock'),
      files: { short: ['rel.sock'], deep: ['rel.sock'] },
      // Another listener has rel.sock in the directory that the process is in when the first one closes.
      afterwards: { short: [], deep: [], other: ['rel.sock'] },
      dialed: ['short', 'deep', 'other'],
    });
  });
});

describe('closing a listener on a path', () => {
  it('[transports 13.5.5] removes its file, leaves its connections, and frees the path at once', async () => {
    const station = await bench.listen();
    const [, end] = await bench.connect(station);
    station.listener.close();
    station.listener.close();
    expect(existsSync(station.target.path)).toBe(false);
    expect(await codeOf(bench.dial(station.address))).toBe('ERR_SP_CONN_REFUSED');
    await bench.connect(await bench.listen(station.address));
    expect(end.closes).toBe(0);
  });

  it('[transports 13.5.5] leaves the file of another listener that took the path meanwhile', async () => {
    const first = await bench.listen();
    unlinkSync(first.target.path);
    const second = await bench.listen(first.address);
    const before = lstatSync(second.target.path).ino;
    first.listener.close();
    expect(lstatSync(second.target.path).ino).toBe(before);
    expect(readdirSync(dirname(second.target.path)).filter((name) => name.includes('.sock.'))).toEqual([]);
    await works(second.address);
    second.listener.close();
    expect(existsSync(second.target.path)).toBe(false);
  });

  it('[transports 13.5.5] leaves whatever else is at the path by then', async () => {
    const station = await bench.listen();
    unlinkSync(station.target.path);
    writeFileSync(station.target.path, 'precious');
    station.listener.close();
    expect(readFileSync(station.target.path, 'utf8')).toBe('precious');
  });
});

describe('the permissions of a socket file', () => {
  const posix = process.platform === 'win32' ? it.skip : it;
  const root = process.getuid?.() === 0 ? it : it.skip;

  posix.each(['0642', '0444', '0600', '0000'])('[transports 13.5.6] are %s as told by chmod', async (octal) => {
    const { target } = await bench.listen(undefined, { chmod: parseInt(octal, 8) });
    expect((statSync(target.path).mode & 0o7777).toString(8).padStart(4, '0')).toBe(octal);
  });

  posix('[transports 13.5.6] follow the umask, and belong to the process, unless told otherwise', async () => {
    const umask = process.umask(0o027);
    try {
      const { target } = await bench.listen();
      expect(statSync(target.path)).toMatchObject({ uid: process.getuid?.(), gid: process.getgid?.() });
      expect(statSync(target.path).mode & 0o777).toBe(0o750);
    } finally {
      process.umask(umask);
    }
  });

  root('[transports 13.5.6] have the owner and the group that were asked for; one leaves the other', async () => {
    const own = { uid: process.getuid?.(), gid: process.getgid?.() };
    const both = await bench.listen(undefined, { owner: 12_345, group: 23_456, chmod: 0o660 });
    expect(statSync(both.target.path)).toMatchObject({ uid: 12_345, gid: 23_456 });
    expect(statSync(both.target.path).mode & 0o777).toBe(0o660);
    expect(statSync((await bench.listen(undefined, { owner: 12_345 })).target.path)).toMatchObject({
      ...own,
      uid: 12_345,
    });
    expect(statSync((await bench.listen(undefined, { group: 23_456 })).target.path)).toMatchObject({
      ...own,
      gid: 23_456,
    });
  });
});

describe('IPC listeners and connections', () => {
  it('[T-017] do not keep the process alive: that is up to the socket', async () => {
    const alive = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('Pipe'));
    const before = alive();
    const station = await bench.listen();
    await bench.connect(station);
    expect(alive()).toEqual(before);
  });

  it('[OPT-7] take the limit in force at each connection', async () => {
    const station = await bench.listen(undefined, { maxRecvSize: 10 });
    const [, first] = await bench.connect(station);
    station.options.maxRecvSize = 20;
    const [, second] = await bench.connect(station);
    expect([first, second].map(({ pipe }) => pipe.property('maxRecvSize'))).toEqual([10, 20]);
  });
});
