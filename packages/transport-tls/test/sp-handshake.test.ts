import { spawn } from 'node:child_process';
import { connect } from 'node:tls';
import { describe, it } from '@jest/globals';
import { streamTransportCases, survivesFlood, until } from '@sp/compliance';
import { Bench, Raw } from './tls-bench.ts';

describe('SP inside of TLS, as over every byte stream,', () => {
  const cases = streamTransportCases({ open: () => new Bench(), claims: [] });
  const applying = cases.filter(({ notClaimed }) => notClaimed.length === 0);
  it.each(applying)('[transports 13.4.1] $title', ({ run }) => run());
});

describe('SP inside of TLS, at a listener,', () => {
  const withLimits = process.platform === 'win32' ? it.skip : it;
  withLimits('[transports 13.4.1] [transports 13.2.14] recovers after it ran out of file descriptors', async () => {
    const fixture = new URL('./scarce-listener.ts', import.meta.url).pathname;
    const command = `ulimit -n 64 && exec "$0" --conditions=@sp/source --import tsx "$1"`;
    const child = spawn('sh', ['-c', command, process.execPath, fixture], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    let exited = false;
    child.on('exit', () => (exited = true));
    try {
      await until(() => /^port \d+\n/.test(output) || exited, 'the listener', 15_000);
      const port = Number(/^port (\d+)/.exec(output)?.[1]);
      const open = (): Raw => new Raw(connect({ host: '127.0.0.1', port, rejectUnauthorized: false }));
      await survivesFlood({ connect: open, accepted: () => output.includes('accepted'), exited: () => exited });
    } finally {
      child.kill();
      await until(() => exited, 'the end of the listener');
    }
  });
});
