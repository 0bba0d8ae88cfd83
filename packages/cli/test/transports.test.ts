import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createPub, createPull, createPush, createReq, createSub } from '@sp/node';
import { newIdentity } from './certificate.ts';
import { attached, net, opened, patience } from './sockets.ts';
import { spcat, SpcatRun } from './spcat-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'spcat-'));
const server = newIdentity('server');
const client = newIdentity('client');
const saved = (name: string, contents: string): string => {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
};
const files = {
  certificate: saved('certificate', server.certificate),
  key: saved('key', server.key),
  both: saved('both', server.certificate + server.key),
  client: saved('client', client.certificate + client.key),
  clientCertificate: saved('client-certificate', client.certificate),
  rubbish: saved('rubbish', 'rubbish'),
  missing: join(folder, 'missing'),
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('ipc', () => {
  const path = join(folder, 'socket');

  test('[cli 9.1.9] -X PATH -A --data pong: two requests both answered, both printed', async () => {
    const run = new SpcatRun(['--rep', '-X', path, '-v', '-A', '--data', 'pong']);
    expect(await run.address()).toBe(`ipc://${path}`);
    const req = opened(createReq(net));
    await req.dial(`ipc://${path}`);
    for (const text of ['ping', 'again']) expect((await req.request(text, patience)).text()).toBe('pong');
    expect(await run.stop()).toMatchObject({ status: 0, stdout: 'ping\nagain\n' });
    expect(existsSync(path)).toBe(false);
  });

  test('[cli 9.1.10] -x PATH -A without data prints; the requester gets nothing', async () => {
    const req = opened(createReq(net));
    await req.listen(`ipc://${path}`);
    const run = new SpcatRun(['--rep', '-x', path, '-A', '-C2']);
    for (const text of ['query', 'again']) {
      await expect(req.request(text, { timeout: 300 })).rejects.toMatchObject({ code: 'ERR_SP_RECV_TIMEOUT' });
    }
    expect(await run.ended).toEqual({ status: 0, stdout: 'query\nagain\n', stderr: '' });
  });
});

test('ws', async () => {
  const run = new SpcatRun(['--pull', '--listen', 'ws://127.0.0.1:0/path', '-v', '-A', '-C1']);
  const address = await run.address();
  expect(await spcat('--push', '--dial', address, '-D', 'work')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await run.ended).toMatchObject({ status: 0, stdout: 'work\n' });
});

describe.each(['tls+tcp', 'wss'] as const)('%s', (scheme) => {
  const anyPort = `${scheme}://127.0.0.1:0` as const;
  const tls = { cert: server.certificate, key: server.key };

  test('[cli 9.1.50] dialing with --cacert, --key and --cert, or -k instead of the first: the message arrives', async () => {
    const sub = opened(createSub(net, { subscribe: [''] }));
    const { address } = await sub.listen(anyPort, { tls });
    for (const trust of [['--cacert', files.certificate], ['-k']]) {
      const args = [...trust, '--key', files.key, '--cert', files.certificate, '-D', 'news', '-d', '20ms'];
      expect(await spcat('--pub', '--dial', address, ...args)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect((await sub.recv(patience)).text()).toBe('news');
    }
  });

  test('[cli 9.1.51] listening with --key and --cert: the message arrives', async () => {
    const identity = ['--key', files.key, '-E', files.certificate];
    const run = new SpcatRun(['--pull', '--listen', anyPort, '-v', ...identity, '-A', '-C1']);
    const push = opened(createPush(net));
    await push.dial(await run.address(), { tls: { ca: server.certificate } });
    await push.send('work');
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'work\n' });
  });

  test('the key may be in the file of the certificate', async () => {
    const run = new SpcatRun(['--pull', '--listen', anyPort, '-v', '--cert', files.both, '-A', '-C1']);
    const args = ['--cacert', files.certificate, '-D', 'x'];
    expect(await spcat('--push', '--dial', await run.address(), ...args)).toMatchObject({ status: 0 });
    expect(await run.ended).toMatchObject({ stdout: 'x\n' });
  });

  test('without --cacert the authorities of the system decide, and do not know this server', async () => {
    const pull = opened(createPull(net));
    const { address } = await pull.listen(anyPort, { tls });
    expect(await spcat('--push', '--dial', address, '-D', 'x')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^spcat: cannot dial \S+: .*certificate/),
    });
  });

  test('listening with --cacert demands a certificate of clients; -k does not', async () => {
    const trust = ['--cert', files.both, '--cacert', files.clientCertificate];
    const run = new SpcatRun(['--pull', '--listen', anyPort, '-v', ...trust, '-A', '-C1']);
    const address = await run.address();
    const dial = ['--push', '--dial', address, '--cacert', files.certificate, '-D', 'x', '--send-timeout', '300ms'];
    expect(await spcat(...dial)).toMatchObject({ status: 3 });
    expect(await spcat(...dial, '--cert', files.client)).toMatchObject({ status: 0 });
    expect(await run.ended).toMatchObject({ stdout: 'x\n' });
    const open = new SpcatRun(['--pull', '--listen', anyPort, '-v', ...trust, '-k', '-A', '-C1']);
    expect(await spcat('--push', '-k', '--dial', await open.address(), '-D', 'y')).toMatchObject({ status: 0 });
    expect(await open.ended).toMatchObject({ stdout: 'y\n' });
  });

  test('listening without a certificate is a mistake', async () => {
    expect(await spcat('--pull', '--listen', anyPort)).toEqual({
      status: 1,
      stdout: '',
      stderr: `spcat: no server certificate: to listen at ${anyPort}, --cert is needed\n`,
    });
  });
});

describe('files of certificates', () => {
  const dial = ['--pull', '--dial', 'tls+tcp://127.0.0.1:1'];

  test.each([
    ['--cert', files.missing, 2, `cannot read ${files.missing}: no such file or directory`],
    ['--cacert', files.missing, 2, `cannot read ${files.missing}: no such file or directory`],
    ['--cacert', files.rubbish, 1, `unable to load CA certificates from ${files.rubbish}: `],
    ['--cert', files.rubbish, 3, 'cannot dial tls+tcp://127.0.0.1:1: '],
  ])('%s %s', async (option, path, status, message) => {
    const run = await spcat(...dial, option, path);
    expect(run).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(`spcat: ${message}`) });
    expect(run.stderr.split('\n')).toHaveLength(2);
  });

  test('a key that cannot be read', async () => {
    expect(await spcat(...dial, '--cert', files.certificate, '--key', files.missing)).toMatchObject({ status: 2 });
  });

  test.each(['--cert', '--key', '--cacert'])('%s twice', async (option) => {
    expect(await spcat(option, files.certificate, option, files.certificate)).toEqual({
      status: 1,
      stdout: '',
      stderr: `spcat: ${option} may be given once\n`,
    });
  });
});

test('the same program may listen at several transports at once', async () => {
  const path = join(folder, 'several');
  const pub = opened(createPub(net));
  const run = new SpcatRun(['--sub', '-X', path, '--listen', 'ws://127.0.0.1:0', '-v', '-A', '-C1']);
  await run.address();
  const here = attached(pub);
  await pub.dial(`ipc://${path}`);
  await here;
  await pub.send('news');
  expect(await run.ended).toMatchObject({ status: 0, stdout: 'news\n' });
});
