import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseArguments } from '../src/arguments.ts';
import { Failure } from '../src/failure.ts';
import { newSettings, standardInput, type Settings } from '../src/settings.ts';
import { spcat } from './spcat-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'spcat-'));
const fiveBytes = join(folder, 'five');
writeFileSync(fiveBytes, 'five\n');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const parse = (...args: string[]): Settings & { data: Uint8Array } => {
  const settings = newSettings();
  parseArguments(args, settings);
  return settings as Settings & { data: Uint8Array };
};
/** With what has to be there. */
const parseMore = (...args: string[]): ReturnType<typeof parse> => parse('--req', '-l', '1', ...args);
const text = ({ data }: { data: Uint8Array }): string => Buffer.from(data).toString();

describe('the same option in every spelling', () => {
  test.each([
    ['--data', 'x y'],
    ['--data=x y'],
    ['--data:x y'],
    ['-D', 'x y'],
    ['-Dx y'],
    ['--dat', 'x y'],
    ['--da=x y'],
    ['--da:x y'],
    ['-vDx y'],
    ['-AvD', 'x y'],
  ])('%s %s', (...args) => {
    expect(text(parseMore(...args))).toBe('x y');
  });

  test.each([
    [['--data='], ''],
    [['-D', ''], ''],
    [['-D', '-A'], '-A'],
    [['--data', '--req'], '--req'],
    [['--data', '--'], '--'],
    [['-D=x'], '=x'],
    [['-D=x:y'], '=x:y'],
    [['--data==x'], '=x'],
    [['--data=x:y'], 'x:y'],
    [['--data:x=y'], 'x=y'],
    [['--data:x:y'], 'x:y'],
    [['--data=a\nb'], 'a\nb'],
    [['--data', '-'], '-'],
  ])('%j gives the text %j', (args, expected) => {
    expect(text(parseMore(...args))).toBe(expected);
  });

  test.each<[string, string[], Partial<Settings>]>([
    ['-C 3', ['-C', '3'], { count: 3 }],
    ['-C3', ['-C3'], { count: 3 }],
    ['-C=3', ['-C=3'], { count: 3 }],
    ['--count 0', ['--count', '0'], { count: 0 }],
    ['--cou=7', ['--cou=7'], { count: 7 }],
    ['-Z=5', ['-Z=5'], { maxRecvSize: 5 }],
    ['--recv-maxsz 0', ['--recv-maxsz', '0'], { maxRecvSize: 0 }],
    ['--async', ['--async'], { dialAsync: true }],
    ['--send', ['--send', '2'], { sendTimeout: 2_000 }],
    ['--send-interval', ['--send-interval', '20ms'], { interval: 20 }],
    ['--send-delay', ['--send-delay=20ms'], { delay: 20 }],
    ['--interval', ['--interval', '0.5'], { interval: 500 }],
    ['--rec-timeout, in part', ['--recv-t', '1m30s'], { recvTimeout: 90_000 }],
    ['the last one counts', ['-C1', '-C2', '-d1', '-d2'], { count: 2, delay: 2_000 }],
  ])('%s', (_title, args, expected) => {
    expect(parseMore(...args)).toMatchObject(expected);
  });

  test('[cli 9.1.53] durations: bare seconds, and attached to a short option with or without "="', () => {
    expect(parseMore('--recv-timeout', '2', '-d=20ms')).toMatchObject({ recvTimeout: 2_000, delay: 20 });
    expect(parseMore('-i30ms', '-d20ms')).toMatchObject({ interval: 30, delay: 20 });
    expect(text(parseMore('-DYES'))).toBe('YES');
  });

  test.each([
    ...['push', 'pull', 'pub', 'sub', 'req', 'rep', 'surveyor', 'respondent', 'bus', 'pair'].flatMap((name) => [
      [`--${name}`, name],
      [`--${name}0`, name],
    ]),
    ['--pair1', 'pair1'],
    ['--star', 'star'],
    ['--sta', 'star'],
    ['--sur', 'surveyor'],
    ['--resp', 'respondent'],
  ] as [string, string][])('%s', (option, name) => {
    const settings = newSettings();
    const data = ['push', 'pub'].includes(name) ? ['-D', ''] : [];
    expect(parseArguments([option, '-l', '1', ...data], settings)?.names[0]).toBe(name);
  });

  test('--subscribe any number of times, --compat, and what has no effect', () => {
    const args = [
      '--sub',
      '-l1',
      '--subscribe=a',
      '--subscribe',
      '',
      '--subs:b=c',
      '--zt-home=/x',
      '--socket-name',
      'y',
    ];
    expect(parse(...args)).toMatchObject({ subscribe: ['a', '', 'b=c'], dialAsync: false });
    expect(parseMore('--compat')).toMatchObject({ dialAsync: true, pairIsVersion0: true });
  });

  test.each([
    [['--listen', 'tcp://h:1'], ['tcp://h:1'], []],
    [['--bind=tcp://h:1'], ['tcp://h:1'], []],
    [['--dial', 'tcp://h:1'], [], ['tcp://h:1']],
    [['--connect:tcp://h:1'], [], ['tcp://h:1']],
    [['--di', 'tcp://h:1', '--li', 'tcp://h:2'], ['tcp://h:2'], ['tcp://h:1']],
    [['-L', '5'], ['tcp://127.0.0.1:5'], []],
    [['-L=5'], ['tcp://127.0.0.1:5'], []],
    [['--bind-local', '0'], ['tcp://127.0.0.1:0'], []],
    [['-l65535'], [], ['tcp://127.0.0.1:65535']],
    [['--connect-l', '5'], [], ['tcp://127.0.0.1:5']],
    [['-X', 'foo'], ['ipc://foo'], []],
    [['-X=foo'], ['ipc://=foo'], []],
    [['--bind-ipc', '/tmp/foo'], ['ipc:///tmp/foo'], []],
    [['-xfoo', '--connect-ipc=bar'], [], ['ipc://foo', 'ipc://bar']],
    [
      ['-l1', '-L2', '-l3', '-L4'],
      ['tcp://127.0.0.1:2', 'tcp://127.0.0.1:4'],
      ['tcp://127.0.0.1:1', 'tcp://127.0.0.1:3'],
    ],
  ])('%j', (args, listen, dial) => {
    expect(parse('--req', ...args)).toMatchObject({ listen, dial });
  });

  test.each([
    ['--raw', 'raw'],
    ['-A', 'ascii'],
    ['--ascii', 'ascii'],
    ['-Q', 'quoted'],
    ['--quoted', 'quoted'],
    ['--hex', 'hex'],
    ['--msgpack', 'msgpack'],
    ['--format=no', 'no'],
    ['--format:raw', 'raw'],
    ['--form=ascii', 'ascii'],
    ['--format=quoted', 'quoted'],
    ['--format=hex', 'hex'],
    ['--format=msgpack', 'msgpack'],
  ])('%s', (option, expected) => {
    expect(parseMore(option).format).toBe(expected);
  });
});

describe('data', () => {
  test('of a file, byte for byte', () => {
    expect(text(parseMore('-F', fiveBytes))).toBe('five\n');
    expect(text(parseMore(`--file=${fiveBytes}`))).toBe('five\n');
  });

  test('of standard input, which is not read yet', () => {
    expect(parseMore('-F', '-').data).toBe(standardInput);
    expect(parseMore('-F-').data).toBe(standardInput);
  });

  test('is UTF-8', () => {
    expect([...parseMore('-D', 'é€').data]).toEqual([0xc3, 0xa9, 0xe2, 0x82, 0xac]);
  });
});

test('every option of nngcat, nanocat and macat is accepted', () => {
  const settings = newSettings();
  const own = ['--verbose', '--silent', '-v', '-q', '--async', '--compat', '--insecure', '-k', '--zt-home=x'];
  const addresses = [
    '-Xa',
    '-xb',
    '-L1',
    '-l2',
    '--bind-ipc=a',
    '--connect-ipc=b',
    '--bind-local=1',
    '--connect-local=2',
  ];
  const urls = ['--bind', '--listen', '--connect', '--dial'].flatMap((name) => [name, 'tcp://h:1']);
  const times = ['-i1', '--interval=1', '--send-interval=1s', '-d1', '--delay=1', '--send-delay=1s'];
  const limits = ['--recv-timeout=1', '--send-timeout=1', '-C1', '--count=1', '-Z1', '--recv-maxsz=1'];
  const rest = ['-Ex', '--key=x', '--socket-name=x', '-Dx', '--format=ascii'];
  const args = ['--req', ...own, ...addresses, ...urls, ...times, ...limits, ...rest];
  expect(parseArguments(args, settings)?.names[0]).toBe('req');
  expect(settings).toMatchObject({ certificate: 'x', key: 'x', insecure: true });
});

test('-- ends the options', () => {
  expect(parseMore('-A', '--').format).toBe('ascii');
});

test('[cli 9.1.3] -v and -q count up and down, also when the rest is wrong', () => {
  const settings = newSettings();
  expect(() => parseArguments(['-v', '--verbose', '-v', '-q'], settings)).toThrow(Failure);
  expect(settings.verbosity).toBe(2);
  expect(parseMore('-vv', '-qqq').verbosity).toBe(-1);
});

describe('help and version', () => {
  test('[cli 9.1.1] the help text is longer than 20 characters, and can be had again', async () => {
    const first = await spcat('--help');
    expect(first.stdout.length).toBeGreaterThan(20);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(await spcat('-h')).toEqual(first);
  });

  test('the help text names every option and is at most 120 characters wide', async () => {
    const { stdout } = await spcat('--help');
    expect(stdout).toContain('  -D, --data TEXT ');
    expect(stdout).toContain('  --req, --req0 ');
    expect(stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  test('the version is three numbers', async () => {
    expect(await spcat('-V')).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
  });

  test('what follows is not looked at, what precedes is', async () => {
    expect((await spcat('--help', '--foo')).status).toBe(0);
    expect((await spcat('--foo', '--help')).status).toBe(1);
    expect((await spcat('--version', '--help')).stdout).toMatch(/^\d/);
  });
});
