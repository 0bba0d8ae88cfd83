import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { streamTransportCases, survivesFlood, until } from '@sp/compliance';
import { Bench, Raw } from './ipc-bench.ts';
import { freePath, removeFiles } from './temporary.ts';

afterAll(removeFiles);

describe('ipc, as every transport over byte streams,', () => {
  const cases = streamTransportCases({ open: () => new Bench(), claims: ['prefix'] });

  it('claims everything', () => {
    expect(cases.flatMap(({ notClaimed }) => notClaimed)).toEqual([]);
  });

  it.each(cases)('$title', ({ run }) => run());
});

describe('an IPC listener', () => {
  const withLimits = process.platform === 'win32' ? it.skip : it;
  withLimits('[transports 13.2.14] recovers after it ran out of file descriptors', async () => {
    const fixture = new URL('./scarce-listener.ts', import.meta.url).pathname;
    const command = `ulimit -n 64 && exec "$0" --conditions=@sp/source --import tsx "$1" "$2"`;
    const path = freePath();
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    const child = spawn('sh', ['-c', command, process.execPath, fixture, path], { stdio: [...stdio] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    let exited = false;
    child.on('exit', () => (exited = true));
    try {
      await until(() => output.includes('listening') || exited, 'the listener', 15_000);
      const open = (): Raw => new Raw(connect(path));
      await survivesFlood({ connect: open, accepted: () => output.includes('accepted'), exited: () => exited });
    } finally {
      child.kill();
      await until(() => exited, 'the end of the listener');
    }
  });
});
