import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createRep, createReq, nodeTransports, type Rep, type Req } from '@sp/node';
import { spcat, SpcatRun } from './spcat-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'spcat-'));
const net = nodeTransports();
const open: { close(): Promise<unknown> }[] = [];
const anyPort = 'tcp://127.0.0.1:0';

afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((socket) => socket.close()));
});

const newReq = (options: Parameters<typeof createReq>[1] = {}): Req<(typeof net.all)[number]> => {
  const socket = createReq(net, { recvDeadline: 5_000, sendDeadline: 5_000, ...options });
  open.push(socket);
  return socket;
};
/** A REP that listens, and its address. */
const listening = async (options: Parameters<typeof createRep>[1] = {}): Promise<[Rep, string]> => {
  const socket = createRep(net, { recvDeadline: 5_000, sendDeadline: 5_000, ...options });
  open.push(socket);
  const { address } = await socket.listen(anyPort);
  return [socket, address];
};
/** A run that listens, and a REQ connected to it. */
const served = async (...args: string[]): Promise<[SpcatRun, Req]> => {
  const run = new SpcatRun(['--rep', '-L0', '-v', ...args]);
  const req = newReq();
  await req.dial(await run.address());
  return [run, req];
};
/** A REP and the requests that it gets, in order; each is answered with what `reply` makes of its number. */
const answering = async (
  reply: (index: number) => string | undefined,
): Promise<[requests: string[], address: string]> => {
  const [rep, address] = await listening();
  const requests: string[] = [];
  void (async () => {
    for await (const request of rep) {
      const answer = reply(requests.push(request.text()));
      if (answer !== undefined) await rep.send(answer);
    }
  })();
  return [requests, address];
};

describe('--req', () => {
  test('sends one request, prints the reply and ends', async () => {
    const [requests, address] = await answering(() => 'pong');
    expect(await spcat('--req', '--dial', address, '-D', 'ping', '-A')).toEqual({
      status: 0,
      stdout: 'pong\n',
      stderr: '',
    });
    expect(requests).toEqual(['ping']);
  });

  test('prints nothing without a format', async () => {
    const [, address] = await answering(() => 'pong');
    expect(await spcat('--req', '--dial', address, '-D', 'ping')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('sends the empty message when there is no data', async () => {
    const [requests, address] = await answering(() => '');
    expect(await spcat('--req', '--dial', address, '-Q')).toMatchObject({ status: 0, stdout: '""\n' });
    expect(requests).toEqual(['']);
  });

  test('listens as well as it dials', async () => {
    const run = new SpcatRun(['--req', '-L0', '-v', '-D', 'ping', '-A']);
    const rep = createRep(net);
    open.push(rep);
    await rep.dial(await run.address());
    expect((await rep.recv()).text()).toBe('ping');
    await rep.send('pong');
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'pong\n' });
  });

  test('[cli 9.1.30] --file: the content is sent byte for byte, newline included', async () => {
    const [requests, address] = await answering(() => '');
    const file = join(folder, 'request');
    writeFileSync(file, 'two\nlines\n');
    expect(await spcat('--req', '--dial', address, '--file', file)).toMatchObject({ status: 0 });
    expect(requests).toEqual(['two\nlines\n']);
  });

  test('[cli 9.3.6] more than 1 MiB of standard input is sent whole, to a receiver with -Z', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefghij');
    const pieces = [content.subarray(0, 65_536), content.subarray(65_536, 65_537), content.subarray(65_537)];
    const [server, req] = await served('--raw', '-Z0', '-C1', '-D', 'thanks');
    await req.close();
    open.splice(open.indexOf(req), 1);
    const client = new SpcatRun(['--req', '--dial', await server.address(), '-F-', '-A'], Readable.from(pieces));
    expect(await client.ended).toMatchObject({ status: 0, stdout: 'thanks\n' });
    const { status, stdout } = await server.ended;
    expect([status, stdout === content.toString('latin1')]).toEqual([0, true]);
  });

  test('--count: that many rounds, one after the other', async () => {
    const [requests, address] = await answering((index) => `reply ${index}`);
    expect(await spcat('--req', '--dial', address, '-D', 'x', '-A', '-C3')).toEqual({
      status: 0,
      stdout: 'reply 1\nreply 2\nreply 3\n',
      stderr: '',
    });
    expect(requests).toHaveLength(3);
  });

  test('--count: a round without a reply ends at --recv-timeout', async () => {
    const [requests, address] = await answering((index) => (index === 2 ? undefined : `reply ${index}`));
    const run = spcat('--req', '--dial', address, '-D', 'x', '-A', '-C3', '--recv-timeout', '300ms');
    expect(await run).toEqual({ status: 0, stdout: 'reply 1\nreply 3\n', stderr: '' });
    expect(requests).toHaveLength(3);
  });

  test('--count 0: rounds without end', async () => {
    const [requests, address] = await answering(() => 'x');
    const run = new SpcatRun(['--req', '--dial', address, '-C0', '--raw']);
    await run.printedBytes(100);
    expect(await run.stop()).toMatchObject({ status: 0, stderr: '' });
    expect(requests.length).toBeGreaterThanOrEqual(100);
  });

  test('--interval: a round at each, without end', async () => {
    const [, address] = await answering(() => 'x');
    const start = performance.now();
    const run = new SpcatRun(['--req', '--dial', address, '-i30ms', '--raw']);
    await run.printedBytes(4);
    expect(performance.now() - start).toBeGreaterThan(85);
    expect(await run.stop()).toMatchObject({ status: 0 });
  });

  test('--interval with --count: that many rounds, and no wait after the last', async () => {
    const [requests, address] = await answering(() => 'x');
    expect(await spcat('--req', '--dial', address, '-i', '300ms', '-C2', '--raw')).toMatchObject({
      status: 0,
      stdout: 'xx',
    });
    expect(requests).toHaveLength(2);
    const start = performance.now();
    expect(await spcat('--req', '--dial', address, '-i', '1h', '-C1', '--raw')).toMatchObject({ stdout: 'x' });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('--interval: a request without a reply is given up when its round is over', async () => {
    const [requests, address] = await answering((index) => (index === 1 ? undefined : 'x'));
    expect(await spcat('--req', '--dial', address, '-i', '300ms', '-C2', '--raw')).toMatchObject({
      status: 0,
      stdout: 'x',
    });
    expect(requests).toHaveLength(2);
  });

  test('--interval 0: rounds without a pause', async () => {
    const [, address] = await answering(() => 'x');
    expect(await spcat('--req', '--dial', address, '-i0', '-C20', '--raw')).toMatchObject({ stdout: 'x'.repeat(20) });
  });

  test('--recv-timeout without a reply is a normal end', async () => {
    const [requests, address] = await answering(() => undefined);
    expect(await spcat('--req', '--dial', address, '-A', '--recv-timeout', '50ms')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(requests).toHaveLength(1);
  });

  test('[cli 9.1.14] --send-timeout with no peer fails with "send time out"', async () => {
    const args = ['-L0', '-i30ms', '--recv-timeout=1s', '--send-timeout=10ms', '-DYES'];
    expect(await spcat('--req', ...args)).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringMatching(/^spcat: cannot send: send time out.*\n$/),
    });
  });

  test('--delay: waits after connecting', async () => {
    const [rep, address] = await listening();
    const run = new SpcatRun(['--req', '--dial', address, '-d', '80ms', '-v']);
    const start = performance.now();
    await rep.recv();
    expect(performance.now() - start).toBeGreaterThan(60);
    await rep.send('');
    expect((await run.ended).stderr).toBe(`Connected to: ${address}\n`);
  });
});

describe('--rep', () => {
  test('prints every request and answers it', async () => {
    const [run, req] = await served('-A', '--data', 'pong');
    for (const text of ['one', 'two']) expect((await req.request(text)).text()).toBe('pong');
    expect(await run.stop()).toMatchObject({ status: 0, stdout: 'one\ntwo\n' });
  });

  test('[cli 9.1.11] without data it prints and never answers, over tcp', async () => {
    const [run, req] = await served('-A');
    for (const text of ['query', 'again']) {
      await expect(req.request(text, { timeout: 60 })).rejects.toMatchObject({ code: 'ERR_SP_RECV_TIMEOUT' });
    }
    expect(await run.stop()).toMatchObject({ status: 0, stdout: 'query\nagain\n' });
  });

  test('[cli 9.1.12] --recv-timeout without any request is a success', async () => {
    expect(await spcat('--rep', '-L0', '--recv-timeout=100ms', '-DYES')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('[cli 9.1.34] --format=no: the reply is sent, nothing printed', async () => {
    const [run, req] = await served('--format=no', '-D', 'pong');
    expect((await req.request('ping')).text()).toBe('pong');
    expect(await run.stop()).toMatchObject({ status: 0, stdout: '' });
  });

  test('[cli 9.1.36] -A: dots for what is not printable, a line for each message', async () => {
    const [run, req] = await served('-A', '-D', '');
    for (const text of ['p\x01ing', 'abc\x03']) await req.request(text);
    expect(await run.stop()).toMatchObject({ stdout: 'p.ing\nabc.\n' });
  });

  test('--count: ends after that many requests, the last reply still arrives', async () => {
    const [run, req] = await served('-C2', '--raw', '-D', 'x'.repeat(500_000));
    for (const text of ['a', 'b']) expect((await req.request(text)).body).toHaveLength(500_000);
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'ab' });
  });

  test('--count without data: ends after that many requests', async () => {
    const [run, req] = await served('-C1', '--raw');
    await req.send('only');
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'only' });
  });

  test('an empty reply is a reply', async () => {
    const [run, req] = await served('-D', '');
    expect((await req.request('x')).body).toHaveLength(0);
    await run.stop();
  });

  test('-Z: longer messages are not accepted, header included', async () => {
    const [run, req] = await served('-Z=9', '--raw', '-D', 'ok');
    expect((await req.request('12345')).text()).toBe('ok');
    await expect(req.request('123456', { timeout: 60 })).rejects.toMatchObject({ code: 'ERR_SP_RECV_TIMEOUT' });
    expect(await run.stop()).toMatchObject({ status: 0, stdout: '12345' });
  });

  test('a message of 1 MiB, header included, passes without -Z; one more byte does not', async () => {
    const [run, req] = await served('-D', 'ok');
    expect((await req.request(new Uint8Array(1_048_572))).text()).toBe('ok');
    const tooLong = req.request(new Uint8Array(1_048_573), { timeout: 100 });
    await expect(tooLong).rejects.toMatchObject({ code: 'ERR_SP_RECV_TIMEOUT' });
    await run.stop();
  });
});

describe('addresses', () => {
  test('several: first those to listen at, then those to dial', async () => {
    const [requests, address] = await answering(() => 'pong');
    const run = new SpcatRun(['--req', '--dial', address, '-L0', '--bind', anyPort, '-v', '-A', '-C1']);
    expect(await run.ended).toMatchObject({
      status: 0,
      stdout: 'pong\n',
      stderr: expect.stringMatching(/^(Listening at: tcp:\/\/127\.0\.0\.1:[1-9]\d*\n){2}Connected to: /),
    });
    expect(requests).toHaveLength(1);
  });

  test('two runs talk to each other', async () => {
    const server = new SpcatRun(['--rep', '-L0', '-v', '-D', 'pong', '-Q', '--count=1']);
    const port = new URL(await server.address()).port;
    expect(await spcat('--req', `-l${port}`, '-D', 'ping', '-Q')).toMatchObject({ status: 0, stdout: '"pong"\n' });
    expect(await server.ended).toMatchObject({ status: 0, stdout: '"ping"\n' });
  });

  test.each([
    ['--dial', 'cannot dial'],
    ['--listen', 'cannot listen at'],
  ])('[cli 9.1.46] %s with an unsupported transport', async (option, action) => {
    expect(await spcat('--rep', option, 'bogus://bogus')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(
        new RegExp(`^spcat: ${action} bogus://bogus: invalid or unsupported transport.*\\n$`),
      ),
    });
  });

  test('[cli 9.1.45] dialing a name in this process that nobody listens at: connection refused', async () => {
    expect(await spcat('--req', '--connect=inproc://nobody')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^spcat: cannot dial inproc:\/\/nobody: connection refused.*\n$/),
    });
  });

  test('dialing a port that nobody listens at: connection refused', async () => {
    expect(await spcat('--req', '-l', '1')).toMatchObject({
      status: 3,
      stderr: 'spcat: cannot dial tcp://127.0.0.1:1: connection refused: connect ECONNREFUSED 127.0.0.1:1\n',
    });
  });

  test('listening where another listens: address in use', async () => {
    const [, address] = await listening();
    expect(await spcat('--rep', '--listen', address)).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^spcat: cannot listen at \S+: address in use.*\n$/),
    });
  });

  test('dialing a socket of the wrong protocol', async () => {
    const [, address] = await listening();
    expect(await spcat('--rep', '--dial', address)).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^spcat: cannot dial \S+: invalid or unsupported protocol.*\n$/),
    });
  });

  test('--async: dialing goes on until somebody listens', async () => {
    const [first, address] = await listening();
    await first.close();
    open.splice(0);
    const run = new SpcatRun(['--req', '--async', '--dial', address, '-D', 'ping', '-A', '-v']);
    const rep = createRep(net);
    open.push(rep);
    await rep.listen(address as typeof anyPort);
    expect((await rep.recv()).text()).toBe('ping');
    await rep.send('pong');
    expect(await run.ended).toEqual({ status: 0, stdout: 'pong\n', stderr: `Connected to: ${address}\n` });
  });
});

test('[cli 9.2.2] --async -d 1 --connect before anybody listens: the request arrives', async () => {
  const [first, address] = await listening();
  await first.close();
  open.splice(0);
  const client = new SpcatRun(['--async', '-d', '1', '--connect', address, '--req0', '-D', 'ping']);
  const server = spcat('--rep0', '--recv-timeout=3', '--listen', address, '-D', 'pong', '--ascii', '--count=1');
  expect(await server).toMatchObject({ status: 0, stdout: 'ping\n' });
  expect(await client.ended).toMatchObject({ status: 0 });
});

describe('ends', () => {
  test('a signal closes the sockets while they wait', async () => {
    const [run, req] = await served();
    const lost = new Promise<void>((resolve) => req.setPipeHook({ detached: () => resolve() }));
    expect(await run.stop()).toMatchObject({ status: 0 });
    await lost;
    const again = new SpcatRun(['--rep', '--listen', await run.address(), '--recv-timeout', '1ms']);
    expect(await again.ended).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test.each([
    ['while dialing', ['--req', '--async', '-l1']],
    ['while waiting to send', ['--req', '-L0']],
    ['while waiting to receive', ['--rep', '-L0']],
    ['during the delay', ['--rep', '-L0', '-d', '1h']],
  ])('a signal %s', async (_title, args) => {
    const run = new SpcatRun(args);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await run.stop()).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('a signal while standard input is read', async () => {
    const run = new SpcatRun(['--req', '-L0', '-F-'], new PassThrough());
    expect(await run.stop()).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('a broken pipe on standard output ends it quietly', async () => {
    const [run, req] = await served('--raw', '-D', 'pong');
    run.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await req.send('ping');
    expect(await run.ended).toMatchObject({ status: 0, stderr: expect.not.stringContaining('spcat:') });
  });

  test('any other failure of standard output is told', async () => {
    const [run, req] = await served('--raw', '-D', 'pong');
    run.stdout._write = (_chunk, _encoding, callback) => {
      callback(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
    };
    await req.send('ping');
    expect(await run.ended).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^spcat: cannot write output: no space left on device$/m),
    });
  });
});
