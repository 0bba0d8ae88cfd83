import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createPull, createPush } from '@sp/node';
import { connected, listening, net, opened, patience } from './sockets.ts';
import { spcat, SpcatRun } from './spcat-run.ts';

describe('--push', () => {
  test('sends its data once, and ends', async () => {
    const [pull, address] = await listening(createPull(net));
    expect(await spcat('--push', '--dial', address, '-D', 'work')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await pull.recv(patience)).text()).toBe('work');
    expect(pull.tryRecv()).toBeUndefined();
  });

  test('an empty message is data', async () => {
    const [pull, address] = await listening(createPull(net));
    expect(await spcat('--push', '--dial', address, '-D', '')).toMatchObject({ status: 0 });
    expect((await pull.recv(patience)).body).toHaveLength(0);
  });

  test('--count: that many, back to back', async () => {
    const [pull, address] = await listening(createPull(net));
    expect(await spcat('--push', '--dial', address, '-D', 'x', '-C3')).toMatchObject({ status: 0 });
    for (let round = 1; round <= 3; round += 1) await pull.recv(patience);
    expect(pull.tryRecv()).toBeUndefined();
  });

  test('--count 0: without end', async () => {
    const [pull, address] = await listening(createPull(net));
    const run = new SpcatRun(['--push', '--dial', address, '-D', 'x', '-C0']);
    for (let round = 1; round <= 1_000; round += 1) await pull.recv(patience);
    expect(await run.stop()).toMatchObject({ status: 0, stderr: '' });
  });

  test('--interval: without end, this far apart, the time that sending takes included', async () => {
    const [pull, address] = await listening(createPull(net));
    const run = new SpcatRun(['--push', '-d=20ms', '--data=ping', '-i=30ms', '--dial', address]);
    await pull.recv(patience);
    const start = performance.now();
    for (let round = 1; round <= 3; round += 1) expect((await pull.recv(patience)).text()).toBe('ping');
    expect(performance.now() - start).toBeGreaterThan(60);
    expect(await run.stop()).toMatchObject({ status: 0 });
  });

  test('--interval with --count: that many, and no wait after the last', async () => {
    const [pull, address] = await listening(createPull(net));
    const start = performance.now();
    expect(await spcat('--push', '--dial', address, '-D', 'x', '-i1h', '-C1')).toMatchObject({ status: 0 });
    expect(performance.now() - start).toBeLessThan(5_000);
    await pull.recv(patience);
  });

  test('without a peer it waits until one comes', async () => {
    const [run, pull] = await connected(createPull(net), '--push', '-D', 'late');
    expect((await pull.recv(patience)).text()).toBe('late');
    expect(await run.ended).toMatchObject({ status: 0 });
  });

  test('without a peer --send-timeout is an error', async () => {
    expect(await spcat('--push', '-L0', '-D', 'x', '--send-timeout', '20ms')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^spcat: cannot send: send time out.*\n$/),
    });
  });

  test('what has been handed to a peer arrives, however long it takes to leave', async () => {
    const [pull, address] = await listening(createPull(net, { maxRecvSize: Infinity }));
    const data = Buffer.alloc(8_000_000, 'abcdefg');
    const run = new SpcatRun(['--push', '--dial', address, '-F-'], Readable.from([data]));
    const { body } = await pull.recv(patience);
    expect(Buffer.compare(body, data)).toBe(0);
    expect(await run.ended).toMatchObject({ status: 0 });
  });

  test('two addresses: a message each', async () => {
    const [one, first] = await listening(createPull(net));
    const [two, second] = await listening(createPull(net));
    expect(await spcat('--push', '--dial', first, '--dial', second, '-D', 'x', '-C2')).toMatchObject({ status: 0 });
    await Promise.all([one.recv(patience), two.recv(patience)]);
  });

  test('an output format has nothing to do', async () => {
    const [pull, address] = await listening(createPull(net));
    expect(await spcat('--push', '--dial', address, '-D', 'x', '-A')).toEqual({ status: 0, stdout: '', stderr: '' });
    await pull.recv(patience);
  });

  test('[cli 9.1.28] --bind without data fails with "no data"', async () => {
    expect(await spcat('--push', '--bind', 'tcp://127.0.0.1:0')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'spcat: no data to send: --push needs --data or --file\n',
    });
  });
});

describe('--pull', () => {
  test('[cli 9.1.6] -L, --raw: messages without anything between them, until --recv-timeout', async () => {
    const [run, push] = await connected(createPush(net), '--pull', '--raw', '--recv-timeout', '0.5');
    for (const text of ['abc', 'def']) await push.send(text);
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'abcdef' });
  });

  test('prints without end', async () => {
    const [run, push] = await connected(createPush(net), '--pull', '--raw');
    for (let round = 1; round <= 50; round += 1) await push.send('x');
    await run.printedBytes(50);
    expect(await run.stop()).toMatchObject({ status: 0, stdout: 'x'.repeat(50) });
  });

  test('[cli 9.2.8] --count=3 --recv-maxsz=5 --quoted: longer messages are not printed and do not count', async () => {
    const [run, push] = await connected(
      createPush(net, { reconnectTime: 1 }),
      '--count=3',
      '--recv-maxsz=5',
      '--pull0',
      '--quoted',
    );
    for (const text of ['abc', 'abcde', 'abcdef', 'abcdefg', 'vwxyz']) {
      const connections = text.length > 5 ? attachedAgain(push) : undefined;
      await push.send(text);
      await connections;
    }
    expect(await run.ended).toMatchObject({ status: 0, stdout: '"abc"\n"abcde"\n"vwxyz"\n' });
  });

  test('[cli 9.2.9] --recv-maxsz=0: 4 MiB pass --raw unchanged', async () => {
    const data = Buffer.alloc(4 << 20, 'abcdefghijk\n');
    const [run, push] = await connected(createPush(net), '--pull', '--recv-maxsz=0', '--raw', '-C1');
    await push.send(data);
    const { status, stdout } = await run.ended;
    expect([status, stdout === data.toString('latin1')]).toEqual([0, true]);
  });

  test('[cli 9.2.10] --push0 --file - from standard input arrives with its newline; --count=1 ends the receiver', async () => {
    const receiver = new SpcatRun(['-L0', '-v', '--pull0', '--count=1', '--raw']);
    const address = await receiver.address();
    const sender = new SpcatRun(
      ['--push0', '--dial', address, '--file', '-'],
      Readable.from([Buffer.from('hello world\n')]),
    );
    expect(await sender.ended).toMatchObject({ status: 0 });
    expect(await receiver.ended).toMatchObject({ status: 0, stdout: 'hello world\n' });
  });

  test('[cli 9.1.37] --msgpack of 3, 300 and 1,048,576 bytes: the headers, and nothing between', async () => {
    const [run, push] = await connected(createPush(net), '--pull', '--msgpack', '-C3');
    const bodies = [3, 300, 1_048_576].map((length) => Buffer.alloc(length, 'x'));
    for (const body of bodies) await push.send(body);
    const headers = ['\xc4\x03', '\xc5\x01\x2c', '\xc6\x00\x10\x00\x00'];
    const expected = bodies.map((body, index) => `${headers[index] ?? ''}${body.toString('latin1')}`).join('');
    const { status, stdout } = await run.ended;
    expect([status, stdout === expected]).toEqual([0, true]);
  });

  test('[cli 9.1.39] --subscribe fails: it is only valid with --sub', async () => {
    expect(await spcat('--pull', '-L0', '--subscribe=yes')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'spcat: --subscribe does not go with --pull, only with --sub\n',
    });
  });

  test('dialing a PUSH in the background', async () => {
    const [push, address] = await listening(createPush(net));
    await push.close();
    const run = new SpcatRun(['--pull', '--async', '--dial', address, '-A', '-C1']);
    const again = opened(createPush(net));
    await again.listen(net.parse(address));
    await again.send('x');
    expect(await run.ended).toEqual({ status: 0, stdout: 'x\n', stderr: '' });
  });
});

/** Resolves when the connection of a dialer was lost and made again. */
const attachedAgain = (push: ReturnType<typeof createPush>): Promise<void> =>
  new Promise((resolve) => {
    push.setPipeHook({ attached: () => resolve() });
  });
