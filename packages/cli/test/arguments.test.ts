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

test('-- ends the options', () => {
  expect(parseMore('-A', '--').format).toBe('ascii');
});

test('[cli 9.1.3] -v and -q count up and down, also when the rest is wrong', () => {
  const settings = newSettings();
  expect(() => parseArguments(['-v', '--verbose', '-v', '-q'], settings)).toThrow(Failure);
  expect(settings.verbosity).toBe(2);
  expect(parseMore('-vv', '-qqq').verbosity).toBe(-1);
});

describe('mistakes', () => {
  const noProtocol =
    'no protocol given: one of --push, --pull, --pub, --sub, --req, --rep, --surveyor, --respondent, --bus, --pair, --pair1, --star is needed';
  const address = ['--dial', 'tcp://127.0.0.1:1'];

  test.each<[string[], string]>([
    [[], noProtocol],
    [['-v'], noProtocol],
    [address, noProtocol],
    [['--req'], 'no address given: --listen or --dial is needed'],
    [['--req', '--rep'], 'only one protocol may be given, not --req and --rep'],
    [['--req', '--req0'], 'only one protocol may be given, not --req and --req'],
    [
      ['--re'],
      '--re is ambiguous: --req, --req0, --rep, --rep0, --respondent, --respondent0, --recv-timeout, --recv-maxsz',
    ],
    [['--conn', 'tcp://h:1'], '--conn is ambiguous: --connect, --connect-local'],
    [['--foo'], 'no such option: --foo'],
    [['--foo=bar'], 'no such option: --foo (in --foo=bar)'],
    [['--foo:bar'], 'no such option: --foo (in --foo:bar)'],
    [['--=x'], 'no such option: -- (in --=x)'],
    [['--send-i', '1'], 'no such option: --send-i'],
    [['--receive-timeout', '1'], 'no such option: --receive-timeout'],
    [['--D', 'x'], 'no such option: --D'],
    [['-z'], 'no such option: -z'],
    [['-Az'], 'no such option: -z (in -Az)'],
    [['-v=5'], 'no such option: -= (in -v=5)'],
    [['--__proto__'], 'no such option: --__proto__'],
    [['--constructor=1'], 'no such option: --constructor (in --constructor=1)'],
    [['--data'], '--data requires a value'],
    [['-D'], '-D requires a value'],
    [['--da'], '--da requires a value'],
    [['-vD'], '-D requires a value'],
    [['--raw=yes'], '--raw takes no value'],
    [['--raw='], '--raw takes no value'],
    [['--ra:yes'], '--ra takes no value'],
    [['--count=xyz'], '--count expects a whole number, not "xyz"'],
    [['-C', '-1'], '-C expects a whole number, not "-1"'],
    [['-C', '1.5'], '-C expects a whole number, not "1.5"'],
    [['-C='], '-C expects a whole number, not ""'],
    [['-C', '9007199254740993'], '-C expects a whole number, not "9007199254740993"'],
    [['-Z', 'all'], '-Z expects a whole number, not "all"'],
    [['--recv-timeout=ABC'], '--recv-timeout expects a duration such as 2, 0.5, 20ms or 1m30s, not "ABC"'],
    [['-i', '-1'], '-i expects a duration such as 2, 0.5, 20ms or 1m30s, not "-1"'],
    [['-L', '65536'], '-L expects a port, 0 to 65535, not "65536"'],
    [['-l', 'http'], '-l expects a port, 0 to 65535, not "http"'],
    [['--connect=junk'], '--connect expects an address such as tcp://127.0.0.1:5555, not "junk"'],
    [['--bind=junk'], '--bind expects an address such as tcp://127.0.0.1:5555, not "junk"'],
    [['--format=wrong'], '--format expects one of no, raw, ascii, quoted, hex, msgpack, not "wrong"'],
    [['-A', '-Q'], 'only one output format may be given'],
    [['-AA'], 'only one output format may be given'],
    [['--format=no', '--raw'], 'only one output format may be given'],
    [['--data=1', '--data=2'], 'only one of --data and --file may be given, and once'],
    [['--data=1', '--file=nosuchfile'], 'only one of --data and --file may be given, and once'],
    [['-F-', '-F-'], 'only one of --data and --file may be given, and once'],
    [['--req', ...address, 'more'], 'unexpected argument: more'],
    [['--req', ...address, '-'], 'unexpected argument: -'],
    [['--req', ...address, ''], 'unexpected argument: '],
    [['--req', ...address, '--', '-A'], 'unexpected argument: -A'],
    [['--rep', ...address, '-i1'], '--interval does not go with --rep, which only answers'],
    [['--respondent', ...address, '-i1'], '--interval does not go with --respondent, which only answers'],
    [['--pull', ...address, '-i1'], '--interval does not go with --pull, which only receives'],
    [['--sub', ...address, '-i1'], '--interval does not go with --sub, which only receives'],
    [['--pull', ...address, '-Dx'], 'data does not go with --pull, which only receives'],
    [['--sub', ...address, '-F-'], 'data does not go with --sub, which only receives'],
    [['--push', ...address], 'no data to send: --push needs --data or --file'],
    [['--pub', '--push'], 'only one protocol may be given, not --pub and --push'],
    [['--req', ...address, '--subscribe='], '--subscribe does not go with --req, only with --sub'],
    [['--pair1', ...address, '--compat'], '--compat does not go with --pair1: its pair is version 0'],
    [['--pu'], '--pu is ambiguous: --push, --push0, --pull, --pull0, --pub, --pub0'],
    [['--pai'], '--pai is ambiguous: --pair, --pair0, --pair1'],
    [['--as'], '--as is ambiguous: --async, --ascii'],
    [['--subscribe'], '--subscribe requires a value'],
  ])('%j', async (args, message) => {
    expect(await spcat(...args)).toEqual({ status: 1, stdout: '', stderr: `spcat: ${message}\n` });
  });

  test('two files', async () => {
    expect(await spcat('-F', fiveBytes, '-F', fiveBytes)).toMatchObject({
      status: 1,
      stderr: 'spcat: only one of --data and --file may be given, and once\n',
    });
  });

  test('a file that cannot be read has a status of its own', async () => {
    const missing = join(folder, 'missing');
    expect(await spcat('--req', '-F', missing)).toEqual({
      status: 2,
      stdout: '',
      stderr: `spcat: cannot read ${missing}: no such file or directory\n`,
    });
    expect(await spcat('--req', '-F', folder)).toMatchObject({
      status: 2,
      stderr: `spcat: cannot read ${folder}: illegal operation on a directory\n`,
    });
  });

  test.each([
    ['push', 'pull'],
    ['pub', 'sub'],
    ['req', 'rep'],
    ['respondent', 'surveyor'],
    ['bus', 'pair'],
    ['star', 'star'],
  ])('[cli 9.1.4] --%s with --%s fails', async (one, other) => {
    expect(await spcat(`--${one}`, `--${other}`)).toMatchObject({
      status: 1,
      stderr: `spcat: only one protocol may be given, not --${one} and --${other}\n`,
    });
  });

  test('[cli 9.2.1] --re fails: it is ambiguous', async () => {
    expect(await spcat('--re')).toMatchObject({ status: 1, stderr: expect.stringContaining('ambiguous') });
  });

  test('[cli 9.1.2] no arguments fail', async () => {
    expect((await spcat()).status).not.toBe(0);
  });

  test('[cli 9.1.31] the first mistake from the left is the one reported', async () => {
    expect(await spcat('--file=nosuchfile', '--recv-timeout=ABC')).toMatchObject({
      status: 2,
      stderr: 'spcat: cannot read nosuchfile: no such file or directory\n',
    });
    expect(await spcat('--recv-timeout=ABC', '--file=nosuchfile')).toMatchObject({ status: 1 });
    expect(await spcat('--count=xyz', '--foo')).toMatchObject({
      stderr: 'spcat: --count expects a whole number, not "xyz"\n',
    });
  });

  test('-q leaves only the status', async () => {
    expect(await spcat('-q', '--foo')).toEqual({ status: 1, stdout: '', stderr: '' });
    expect((await spcat('-vq', '--foo')).stderr).toBe('spcat: no such option: --foo\n');
    expect((await spcat('--foo', '-q')).stderr).toBe('spcat: no such option: --foo\n');
  });
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
