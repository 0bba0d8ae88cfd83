import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { streamTransportCases, survivesFlood, until } from '@sp/compliance';
import { Bench, Raw } from './tcp-bench.ts';

describe('tcp, as every transport over byte streams,', () => {
  const cases = streamTransportCases({ open: () => new Bench(), claims: [] });
  it.each(cases.filter(({ notClaimed }) => notClaimed.length === 0))('$title', ({ run }) => run());
});

describe('a TCP listener', () => {
  const bench = new Bench();
  afterEach(() => {
    bench.close();
  });

  it('[transports 13.2.5] goes on after a client that resets the connection', async () => {
    const station = await bench.listen();
    const client = await bench.client(station);
    client.send('00 53');
    await client.gotHeader();
    client.socket.resetAndDestroy();
    await until(() => station.failures.length === 1, 'the report');
    expect(station.codes).toEqual(['ERR_SP_CONN_RESET']);
    await bench.goodClient(station);
  });

  const withLimits = process.platform === 'win32' ? it.skip : it;
  withLimits('[transports 13.2.14] recovers after it ran out of file descriptors', async () => {
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
      const open = (): Raw => new Raw(connect(port, '127.0.0.1'));
      await survivesFlood({ connect: open, accepted: () => output.includes('accepted'), exited: () => exited });
    } finally {
      child.kill();
      await until(() => exited, 'the end of the listener');
    }
  });
});
