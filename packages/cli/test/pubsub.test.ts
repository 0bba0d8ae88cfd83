import { describe, expect, test } from '@jest/globals';
import { createPub, createSub } from '@sp/node';
import { connected, listening, net, opened, patience } from './sockets.ts';
import { spcat, SpcatRun } from './spcat-run.ts';

describe('--pub', () => {
  test('[cli 9.1.5] --connect, --data, -d 20ms: the subscriber gets the data', async () => {
    const [sub, address] = await listening(createSub(net, { subscribe: [''] }));
    const run = await spcat('--pub', '--connect', address, '--data', 'abc', '-d', '20ms');
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await sub.recv(patience)).text()).toBe('abc');
  });

  test('sends without subscribers, too', async () => {
    expect(await spcat('--pub', '-L0', '-D', 'x', '-C5')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('every subscriber gets every message', async () => {
    const run = new SpcatRun(['--pub', '-L0', '-v', '-D', 'news', '-i', '20ms']);
    const address = await run.address();
    const subs = await Promise.all([1, 2].map(() => subscribed(address)));
    for (const sub of subs) {
      for (let round = 1; round <= 2; round += 1) expect((await sub.recv(patience)).text()).toBe('news');
    }
    expect(await run.stop()).toMatchObject({ status: 0 });
  });

  test('--interval with --count: that many', async () => {
    const [sub, address] = await listening(createSub(net, { subscribe: [''] }));
    const start = performance.now();
    expect(await spcat('--pub', '--dial', address, '-D', 'x', '-i', '30ms', '-C3')).toMatchObject({ status: 0 });
    expect(performance.now() - start).toBeGreaterThan(55);
    for (let round = 1; round <= 3; round += 1) await sub.recv(patience);
    expect(sub.tryRecv()).toBeUndefined();
  });

  test('--count 0: without end, and a signal gets through', async () => {
    const run = new SpcatRun(['--pub', '-L0', '-v', '-D', 'x', '-C0']);
    const sub = await subscribed(await run.address());
    for (let round = 1; round <= 100; round += 1) await sub.recv(patience);
    expect(await run.stop()).toMatchObject({ status: 0 });
  });

  test('[cli 9.1.15] without data it fails with "no data"', async () => {
    expect(await spcat('--pub', '-L0')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'spcat: no data to send: --pub needs --data or --file\n',
    });
  });
});

describe('--sub', () => {
  test('[cli 9.1.16] --subscribe=once: only what matches is printed', async () => {
    const [run, pub] = await connected(createPub(net), '--sub', '--subscribe=once', '-A', '-C1');
    for (const text of ['xyz', 'twice', 'once upon']) await pub.send(text);
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'once upon\n' });
  });

  test('[cli 9.1.17] without a subscription everything is printed, in order', async () => {
    const [run, pub] = await connected(createPub(net), '--sub', '-A', '-C3');
    for (const text of ['one', '', 'two']) await pub.send(text);
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'one\n\ntwo\n' });
  });

  test('[cli 9.2.7] --sub0, two subscriptions, --quoted, --count=3', async () => {
    const args = ['--sub0', '--subscribe=one', '--subscribe=two', '--quoted', '--count=3'];
    const [run, pub] = await connected(createPub(net), ...args);
    for (const text of ['xyz', 'one flew', 'twofer test', 'none swam', 'one more']) await pub.send(text);
    expect(await run.ended).toMatchObject({ status: 0, stdout: '"one flew"\n"twofer test"\n"one more"\n' });
  });

  test('an empty subscription is one to everything', async () => {
    const [run, pub] = await connected(createPub(net), '--sub', '--subscribe', '', '-A', '-C1');
    await pub.send('x');
    expect(await run.ended).toMatchObject({ stdout: 'x\n' });
  });

  test('--recv-timeout is a normal end', async () => {
    expect(await spcat('--sub', '-L0', '--recv-timeout', '20ms')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

async function subscribed(address: string): Promise<ReturnType<typeof createSub>> {
  const sub = opened(createSub(net, { subscribe: [''] }));
  await sub.dial(net.parse(address));
  return sub;
}
