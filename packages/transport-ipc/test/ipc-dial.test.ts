import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { codeOf, toHex, until } from '@sp/compliance';
import { padsAbstractNames } from '../src/abstract-names.ts';
import { Bench } from './ipc-bench.ts';
import { freePath, removeFiles } from './temporary.ts';

const bench = new Bench();
afterAll(removeFiles);
afterEach(() => {
  bench.close();
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

describe('dialing a path', () => {
  it('[transports 13.5.9] [transports 13.1.7, TR-2] fails where there is no file, and names the address', async () => {
    const url = `ipc://${freePath()}`;
    const dialing = bench.dial(url);
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED', cause: { code: 'ENOENT' } });
    await expect(dialing).rejects.toThrow(url);
  });

  it('[transports 13.5.9] fails where the listener is gone and its file is left', async () => {
    const path = freePath();
    const { address, server } = await bench.server(undefined, path);
    renameSync(path, `${path}.kept`);
    await new Promise((resolve) => server.close(resolve));
    const dialing = bench.dial(`${address}.kept`);
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED', cause: { code: 'ECONNREFUSED' } });
  });

  it('fails at what is no socket: a file, a directory, a path through a file', async () => {
    const [file, folder] = [freePath(), freePath()];
    writeFileSync(file, '');
    mkdirSync(folder);
    for (const path of [file, folder, join(file, 'x')]) {
      expect(await codeOf(bench.dial(`ipc://${path}`))).toBe('ERR_SP_CONN_REFUSED');
    }
  });

  it('[transports 13.5.10] by unix:// meets ipc://, and the other way round', async () => {
    for (const [listens, dials] of [
      ['ipc', 'unix'],
      ['unix', 'ipc'],
    ] as const) {
      const path = freePath();
      const station = await bench.listen(`${listens}://${path}`);
      expect(station.address).toBe(`${listens}://${path}`);
      const [one, two] = await bench.connect(station, {}, `${dials}://${path}`);
      expect([one.pipe.peer, two.pipe.peer]).toEqual([0x31, 0x30]);
    }
  });

  it('[transports 13.1.14] names the end of the listener by its path; that of the dialer has no name', async () => {
    const [one, two] = await bench.connect(await bench.listen());
    expect(one.pipe.remoteAddress).toBe(two.pipe.localAddress);
    expect(one.pipe.remoteAddress).toMatch(/^\/.*\.sock$/);
    expect([one.pipe.localAddress, two.pipe.remoteAddress]).toEqual(['', '']);
    for (const { pipe } of [one, two]) {
      expect(pipe.property('localAddress')).toBe(pipe.localAddress);
      expect(pipe.property('remoteAddress')).toBe(pipe.remoteAddress);
    }
  });

  it('[T-014] ends at once when aborted before and while connecting', async () => {
    const { address } = await bench.server();
    const reason = new Error('enough');
    const controller = new AbortController();
    const during = bench.dial(address, {}, { signal: controller.signal });
    controller.abort(reason);
    await expect(during).rejects.toBe(reason);
    await expect(bench.dial(address, {}, { signal: controller.signal })).rejects.toBe(reason);
  });
});

onLinux('abstract names', () => {
  it('[transports 13.5.11] connect without a file, also with %00 inside', async () => {
    const name = randomUUID();
    const plain = await bench.listen(`abstract://${name}`);
    const longer = await bench.listen(`abstract://${name}%00%2f`);
    expect(plain.address).toBe(`abstract://${name}`);
    const [one, two] = await bench.connect(plain);
    expect([one.pipe.remoteAddress, two.pipe.localAddress]).toEqual([`@${name}`, `@${name}`]);
    const [three] = await bench.connect(longer);
    expect(three.pipe.remoteAddress).toBe(`@${name}\0/`);
    expect(await codeOf(bench.dial(`abstract://${name}%00x`))).toBe('ERR_SP_CONN_REFUSED');
  });

  it('[transports 13.5.11] are taken once: ERR_SP_ADDR_IN_USE, until the listener closes', async () => {
    const station = await bench.listen(`abstract://${randomUUID()}`);
    expect(await codeOf(bench.listen(station.address))).toBe('ERR_SP_ADDR_IN_USE');
    await bench.connect(station);
    station.listener.close();
    await bench.connect(await bench.listen(station.address));
  });

  it('[transports 13.5.11] may have 107 bytes', async () => {
    const name = randomUUID().padEnd(106, 'x');
    const first = await bench.listen(`abstract://${name}a`);
    // The last byte counts as well.
    const second = await bench.listen(`abstract://${name}b`);
    await bench.connect(first);
    await bench.connect(second);
  });

  it('[transports 13.5.11] take no permissions: those options have no effect', async () => {
    const station = await bench.listen(`abstract://${randomUUID()}`, { chmod: 0, owner: 12_345, group: 12_345 });
    await bench.connect(station);
  });

  it('say so where this runtime can not have the names of others', async () => {
    const dialing = bench.dial(`abstract://${randomUUID()}`);
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED', cause: { code: 'ECONNREFUSED' } });
    const pads = await padsAbstractNames();
    await expect(dialing).rejects.toThrow(pads ? 'pads abstract names' : /^(?!.*pads)/);
    const exact = bench.dial(`abstract://${randomUUID().padEnd(107, 'x')}`);
    await expect(exact).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED' });
    await expect(exact).rejects.toThrow(/^(?!.*pads)/);
  });

  it('use the same framing as paths', async () => {
    const station = await bench.listen(`abstract://${randomUUID()}`);
    const [client, end] = await bench.goodClient(station);
    client.send('01 00 00 00 00 00 00 00 02 68 69');
    await until(() => end.messages.length === 1, 'the message');
    expect(toHex(end.messages[0]?.body ?? new Uint8Array(0))).toBe('68 69');
  });
});
