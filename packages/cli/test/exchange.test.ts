import { describe, expect, test } from '@jest/globals';
import { createBus, createPair, createPair1, createStar, type Bus, type Pair, type Star } from '@sp/node';
import { attached, connected, listening, net, opened, patience } from './sockets.ts';
import { spcat, SpcatRun } from './spcat-run.ts';

type Neighbour = Bus | Pair | Star;

describe.each<[string, () => Neighbour]>([
  ['--bus', () => createBus(net)],
  ['--pair', () => createPair(net)],
  ['--pair0', () => createPair(net)],
  ['--pair1', () => createPair1(net) as unknown as Pair],
  ['--star', () => createStar(net)],
])('%s', (option, create) => {
  test('with data: sends it once, prints what comes, until --recv-timeout', async () => {
    const [socket, address] = await listening(create());
    const run = new SpcatRun([option, '--dial', address, '-D', 'ping', '-A', '--recv-timeout', '300ms']);
    expect((await socket.recv(patience)).text()).toBe('ping');
    for (const text of ['pong', 'more']) await socket.send(text);
    expect(await run.ended).toEqual({ status: 0, stdout: 'pong\nmore\n', stderr: '' });
    expect(socket.tryRecv()).toBeUndefined();
  });

  test('with data and without --recv-timeout it stays', async () => {
    const [socket, address] = await listening(create());
    const run = new SpcatRun([option, '--dial', address, '-D', '', '--raw']);
    await socket.recv(patience);
    for (let round = 1; round <= 3; round += 1) {
      await socket.send('x');
      await run.printedBytes(round);
    }
    expect(await run.stop()).toMatchObject({ status: 0, stdout: 'xxx' });
  });

  test('without data: prints what comes, sends nothing', async () => {
    const [run, socket] = await connected(create(), option, '-A', '--count', '2');
    for (const text of ['one', 'two']) await socket.send(text);
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'one\ntwo\n' });
    expect(socket.tryRecv()).toBeUndefined();
  });

  test('without data: --recv-timeout is a normal end', async () => {
    const [run, socket] = await connected(create(), option, '-A', '--recv-timeout', '300ms');
    await socket.send('ping');
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'ping\n' });
  });

  test('--interval: a round at each, in which all that comes is printed; --count ends it', async () => {
    const [socket, address] = await listening(create());
    const run = new SpcatRun([option, '--dial', address, '-D', 'ping', '--raw', '-i', '200ms', '-C2']);
    for (const text of ['a', 'b']) {
      expect((await socket.recv(patience)).text()).toBe('ping');
      for (let copy = 1; copy <= 3; copy += 1) await socket.send(text);
    }
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'aaabbb' });
  });

  test('--interval without data is a mistake', async () => {
    expect(await spcat(option, '-L0', '-i1')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'spcat: no data to send: --interval needs --data or --file\n',
    });
  });
});

test('[cli 9.1.7] --bus -l PORT -A: printed as lines', async () => {
  const [bus, address] = await listening(createBus(net));
  const here = attached(bus);
  const run = new SpcatRun(['--bus', '-l', new URL(address).port, '-A', '-C2']);
  await here;
  for (const text of ['abc', 'def\x01']) await bus.send(text);
  expect(await run.ended).toMatchObject({ status: 0, stdout: 'abc\ndef.\n' });
});

test('[cli 9.1.25] --pair -d 20ms -A --data ping --recv-timeout: the peer gets ping, its pong is printed', async () => {
  const [pair, address] = await listening(createPair(net));
  const args = ['-d', '20ms', '-A', '--data', 'ping', '--recv-timeout', '300ms'];
  const run = new SpcatRun(['--pair', '--dial', address, ...args]);
  expect((await pair.recv(patience)).text()).toBe('ping');
  await pair.send('pong');
  expect(await run.ended).toMatchObject({ status: 0, stdout: 'pong\n' });
});

test('[cli 9.1.26] --pair without data prints ping and ends on timeout', async () => {
  const [run, pair] = await connected(createPair(net), '--pair', '-A', '--recv-timeout', '300ms');
  await pair.send('ping');
  expect(await run.ended).toMatchObject({ status: 0, stdout: 'ping\n' });
});

describe('no neighbours', () => {
  test.each(['--bus', '--star'])('%s sends to nobody', async (option) => {
    const run = await spcat(option, '-L0', '-D', 'x', '--recv-timeout', '20ms');
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test.each(['--pair', '--pair1'])('%s waits for one, and --send-timeout is an error', async (option) => {
    expect(await spcat(option, '-L0', '-D', 'x', '--send-timeout', '20ms')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^spcat: cannot send: send time out.*\n$/),
    });
  });
});

test('--pair and --pair1 do not talk to each other', async () => {
  const [, address] = await listening(createPair1(net));
  expect(await spcat('--pair', '--dial', address)).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(/^spcat: cannot dial \S+: invalid or unsupported protocol/),
  });
});

test('--star passes messages on', async () => {
  const hub = new SpcatRun(['--star', '-L0', '-v', '--raw', '-C1']);
  const address = net.parse(await hub.address());
  const [one, two] = [opened(createStar(net)), opened(createStar(net))];
  await one.dial(address);
  await two.dial(address);
  await one.send('news');
  expect((await two.recv(patience)).text()).toBe('news');
  expect(await hub.ended).toMatchObject({ status: 0, stdout: 'news' });
});

test('--compat dials in the background, and its pair is version 0', async () => {
  const [first, address] = await listening(createPair(net));
  await first.close();
  const run = new SpcatRun(['--compat', '--pair', '--dial', address, '-D', 'ping', '-A', '--recv-timeout', '5']);
  const pair = opened(createPair(net));
  await pair.listen(net.parse(address));
  expect((await pair.recv(patience)).text()).toBe('ping');
  await run.stop();
});
