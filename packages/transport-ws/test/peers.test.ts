// The command line programs of NNG and nanomsg, where they are installed, over ws.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@sp/compliance';
import { Message, type ProtocolInfo } from '@sp/core/transport';
import { Bench } from './ws-bench.ts';

const bench = new Bench();
const children = new Set<ChildProcess>();
afterEach(async () => {
  bench.close();
  for (const child of children) {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }
});

const push: ProtocolInfo = { self: 0x50, peer: 0x51, selfName: 'push', peerName: 'pull' };
const pull: ProtocolInfo = { self: 0x51, peer: 0x50, selfName: 'pull', peerName: 'push' };
const installed = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

interface Output {
  text: string;
}

function run(name: string, ...args: string[]): Output {
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const output = { text: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.text += chunk.toString('latin1')));
  children.add(child);
  child.once('close', () => children.delete(child));
  return output;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Dials until the other program listens. */
async function reach(url: string, info: ProtocolInfo): Promise<Awaited<ReturnType<Bench['dial']>>> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await bench.dial(url, {}, { info });
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

const unlimited = (name: string): string[] => (name === 'nngcat' ? ['--recv-maxsz', '0'] : []);

const known = (name: string): string => (installed(name) ? name : `${name}, skipped: it is not installed`);

describe.each([
  [known('nngcat'), 'nngcat'],
  [known('nanocat'), 'nanocat'],
])('%s', (_title, name) => {
  const withPeer = installed(name) ? it : it.skip;
  const data = ['--data', 'hello'];

  withPeer('dials us with a path', async () => {
    const station = await bench.listen('ws://127.0.0.1:0/sp', {}, { info: pull });
    run(name, '--push', name === 'nngcat' ? '--dial' : '--connect', station.address, ...data);
    await until(() => station.ends[0]?.messages.length === 1, 'the message');
    expect(station.ends[0]?.texts).toEqual(['hello']);
  });

  withPeer('[transports 13.7.12] dials us without a path', async () => {
    const station = await bench.listen('ws://127.0.0.1:0', {}, { info: pull });
    const url = `ws://127.0.0.1:${station.port}`;
    run(name, '--push', name === 'nngcat' ? '--dial' : '--connect', url, ...data);
    await until(() => station.ends[0]?.messages.length === 1, 'the message');
    expect(station.ends[0]?.texts).toEqual(['hello']);
  });

  withPeer('takes what we send, 900,000 bytes too', async () => {
    // nanomsg listens on every path, and wants none in its address.
    const url = `ws://127.0.0.1:${await freePort()}`;
    const output = run(name, '--pull', name === 'nngcat' ? '--listen' : '--bind', url, '--raw', ...unlimited(name));
    const { pipe } = await reach(url, push);
    pipe.send(new Message('hello'), false);
    pipe.send(new Message('x'.repeat(900_000)), false);
    await until(() => output.text.length >= 900_005, 'the output');
    expect(output.text).toBe(`hello${'x'.repeat(900_000)}`);
  });
});

describe(known('nngcat'), () => {
  const withPeer = installed('nngcat') ? it : it.skip;

  withPeer('takes messages over 1 MiB, since no frame is longer', async () => {
    const url = `ws://127.0.0.1:${await freePort()}/sp`;
    const output = run('nngcat', '--pull', '--listen', url, '--raw', '--recv-maxsz', '0');
    const { pipe } = await reach(url, push);
    pipe.send(new Message('x'.repeat(3_000_000)), false);
    await until(() => output.text.length >= 3_000_000, 'the output');
    expect(output.text.length).toBe(3_000_000);
  });
});
