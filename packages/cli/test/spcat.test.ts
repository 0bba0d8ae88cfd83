import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createReq, nodeTransports } from '@sp/node';

const bin = fileURLToPath(new URL('../bin/spcat.js', import.meta.url));
const net = nodeTransports();

/** The command as a process of its own. */
class SpcatProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{ status: number | null; signal: string | null; stdout: string; stderr: string }>;
  readonly #address: Promise<string>;
  #err = '';

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [bin, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdout, stderr } = this.child;
    let out = '';
    stdout?.setEncoding('latin1').on('data', (text: string) => (out += text));
    this.#address = new Promise((resolve) => {
      stderr?.setEncoding('utf8').on('data', (text: string) => {
        this.#err += text;
        const address = /^Listening at: (\S+)$/m.exec(this.#err)?.[1];
        if (address !== undefined) resolve(address);
      });
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (status, signal) => {
        resolve({ status, signal, stdout: out, stderr: this.#err });
      });
    });
  }

  /** Where a process with `-v` listens. */
  address(): Promise<string> {
    const early = this.ended.then((ended) => Promise.reject(new Error(`ended too early: ${JSON.stringify(ended)}`)));
    return Promise.race([this.#address, early]);
  }
}

test('the command runs: standard input to standard output, through two processes', async () => {
  const server = new SpcatProcess('--rep', '-L0', '-v', '-C1', '--raw', '-D', 'pong');
  const client = new SpcatProcess('--req', '--dial', await server.address(), '-F-', '-Q');
  client.child.stdin?.end('ping\n');
  expect(await client.ended).toEqual({ status: 0, signal: null, stdout: '"pong"\n', stderr: '' });
  expect(await server.ended).toMatchObject({ status: 0, signal: null, stdout: 'ping\n' });
});

test('the exit status says what went wrong', async () => {
  expect(await new SpcatProcess('--req', '-l1').ended).toMatchObject({ status: 3, signal: null, stdout: '' });
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '[cli 9.3.5] %s closes the sockets, removes the file of ipc, and is what the process ends by',
  async (signal) => {
    const path = join(tmpdir(), `spcat-${process.pid}-${signal}`);
    const server = new SpcatProcess('--rep', '-L0', '-v', '-X', path);
    const req = createReq(net);
    const lost = new Promise<void>((resolve) => req.setPipeHook({ detached: () => resolve() }));
    const address = net.parse(await server.address());
    await req.dial(`ipc://${path}`, { dialAsync: true });
    await req.dial(address);
    server.child.kill(signal);
    expect(await server.ended).toMatchObject({ status: null, signal, stdout: '' });
    await lost;
    expect(existsSync(path)).toBe(false);
    await req.close();
  },
);

test('[cli 9.3.5] the end of the reader ends it quietly', async () => {
  const server = new SpcatProcess('--rep', '-L0', '-v', '--raw', '-D', 'x');
  const req = createReq(net, { linger: 0 });
  const address = await server.address();
  await req.dial(net.parse(address));
  server.child.stdout?.destroy();
  await once(server.child.stdout as NodeJS.ReadableStream, 'close');
  await req.send('ping');
  expect(await server.ended).toEqual({ status: 0, signal: null, stdout: '', stderr: `Listening at: ${address}\n` });
  await req.close();
});
