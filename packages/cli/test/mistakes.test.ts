import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { spcat } from './spcat-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'spcat-'));
const fiveBytes = join(folder, 'five');
writeFileSync(fiveBytes, 'five\n');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

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
  [['--conn', 'tcp://h:1'], '--conn is ambiguous: --connect, --connect-local, --connect-ipc'],
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
