import { spawn } from 'node:child_process';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { until } from '@sp/compliance';
import { Bench } from './ipc-bench.ts';
import { freePath, removeFiles } from './temporary.ts';

const bench = new Bench();
afterAll(removeFiles);
afterEach(() => {
  bench.close();
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
const names = ['peerPid', 'peerUid', 'peerGid'] as const;
const credentials = (pipe: { property(name: string): unknown }): unknown[] => names.map((name) => pipe.property(name));

onLinux('peer credentials', () => {
  it('[transports 13.5.7] are those of the process itself, at both ends of its own connection', async () => {
    const own = [process.pid, process.getuid?.(), process.getgid?.()];
    const [one, two] = await bench.connect(await bench.listen());
    expect(credentials(one.pipe)).toEqual(own);
    expect(credentials(two.pipe)).toEqual(own);
  });

  it('[transports 13.5.7] are those of another process; once asked for, they stay known', async () => {
    const station = await bench.listen(`ipc://${freePath()}`);
    const program = `require('node:net').connect(process.argv[1]).on('data', () => undefined)
      .write(Buffer.from('0053500000300000', 'hex'))`;
    const peer = spawn(process.execPath, ['-e', program, station.target.path], { stdio: 'ignore' });
    let exited = false;
    peer.on('exit', () => (exited = true));
    try {
      await until(() => station.ends.length === 1, 'the connection of another process', 10_000);
      const pipe = station.ends[0]?.pipe;
      expect(pipe?.property('peerPid')).toBe(peer.pid);
      expect(pipe?.property('peerPid')).not.toBe(process.pid);
      peer.kill();
      await until(() => station.ends[0]?.closes === 1, 'the end of the connection');
      expect(pipe?.property('peerPid')).toBe(peer.pid);
    } finally {
      peer.kill();
      await until(() => exited, 'the end of the process');
    }
  });

  it('[transports 13.5.7] are unknown after the end if nobody asked before', async () => {
    const [one] = await bench.connect(await bench.listen());
    one.pipe.close();
    await until(() => one.closes === 1, 'the end');
    expect(credentials(one.pipe)).toEqual([undefined, undefined, undefined]);
  });

  it('[transports 13.5.7] are unknown without the package koffi, which makes ERR_SP_BAD_PROPERTY of a socket', async () => {
    const station = await bench.listen();
    const client = await bench.client(station);
    jest.doMock('koffi', () => {
      throw new Error('not installed');
    });
    jest.resetModules();
    const { peerCredential } = await import('../src/peer-credentials.ts');
    const ask = peerCredential(client.socket);
    expect(names.map(ask)).toEqual([undefined, undefined, undefined]);
    jest.dontMock('koffi');
  });

  it('are all of what is known about a connection besides its addresses and limit', async () => {
    const [one] = await bench.connect(await bench.listen());
    expect(one.pipe.property('peerZone')).toBeUndefined();
    expect(one.pipe.property('noDelay')).toBeUndefined();
    expect(one.pipe.property('maxRecvSize')).toBe(1_048_576);
  });
});
