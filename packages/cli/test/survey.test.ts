import { describe, expect, test } from '@jest/globals';
import { createRespondent, createSurveyor } from '@sp/node';
import { connected, listening, net, opened, patience } from './sockets.ts';
import { spcat, SpcatRun } from './spcat-run.ts';

/** A RESPONDENT that answers each survey with what `respond` makes of its number; the surveys, and its address. */
async function responding(
  respond: (index: number) => string | undefined,
): Promise<[surveys: string[], address: string]> {
  const [respondent, address] = await listening(createRespondent(net));
  const surveys: string[] = [];
  void (async () => {
    for await (const survey of respondent) {
      const answer = respond(surveys.push(survey.text()));
      if (answer !== undefined) await respondent.send(answer);
    }
  })();
  return [surveys, address];
}

describe('--surveyor', () => {
  test('[cli 9.1.18] prints the response and ends with the survey', async () => {
    const [surveys, address] = await responding(() => 'yes');
    const args = ['-A', '--data', 'query', '-d', '20ms', '--send-timeout', '2', '--recv-timeout', '2'];
    expect(await spcat('--surveyor', '--dial', address, ...args)).toEqual({ status: 0, stdout: 'yes\n', stderr: '' });
    expect(surveys).toEqual(['query']);
  });

  test('prints all responses until the survey ends', async () => {
    const all = await Promise.all([1, 2, 3].map((index) => responding(() => `${index}`)));
    const run = await spcat('--surveyor', ...all.flatMap(([, address]) => ['--dial', address]), '--raw');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(Array.from(run.stdout).sort().join('')).toBe('123');
  });

  test('[cli 9.1.19] --count 2 --send-interval 20ms: two surveys', async () => {
    const [surveys, address] = await responding((index) => ['yes', 'still'][index - 1]);
    // Longer than the 20 ms, in which a busy machine may not manage to answer.
    const args = ['-A', '--count', '2', '--send-interval', '300ms'];
    expect(await spcat('--surveyor', '--dial', address, ...args)).toMatchObject({ status: 0, stdout: 'yes\nstill\n' });
    expect(surveys).toHaveLength(2);
  });

  test('[cli 9.1.22] with an interval, a shorter --recv-timeout and no count it keeps surveying', async () => {
    const [surveys, address] = await responding(() => undefined);
    const run = new SpcatRun(['--surveyor', '--dial', address, '-i', '20ms', '--recv-timeout', '2ms']);
    const until = performance.now() + 5_000;
    while (surveys.length < 3 && performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
    expect(surveys.length).toBeGreaterThanOrEqual(3);
    expect(await run.stop()).toMatchObject({ status: 0, stdout: '' });
  });

  test('--count without an interval: each round lasts until --recv-timeout', async () => {
    const [surveys, address] = await responding((index) => `${index}`);
    const args = ['--raw', '-C2', '--recv-timeout', '300ms'];
    expect(await spcat('--surveyor', '--dial', address, ...args)).toMatchObject({ status: 0, stdout: '12' });
    expect(surveys).toHaveLength(2);
  });

  test('without peers it is a success, and prints nothing', async () => {
    const run = await spcat('--surveyor', '-L0', '-A', '--recv-timeout', '20ms');
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('without data it sends the empty message', async () => {
    const [surveys, address] = await responding(() => 'x');
    expect(await spcat('--surveyor', '--dial', address, '--recv-timeout', '300ms', '-Q')).toMatchObject({
      stdout: '"x"\n',
    });
    expect(surveys).toEqual(['']);
  });
});

describe('--respondent', () => {
  test('[cli 9.1.23] --data yes: prints each survey and answers it', async () => {
    const [run, surveyor] = await connected(createSurveyor(net), '--respondent', '-A', '--data', 'yes');
    for (const text of ['one', 'two']) {
      await surveyor.send(text);
      expect((await surveyor.recv(patience)).text()).toBe('yes');
    }
    expect(await run.stop()).toMatchObject({ status: 0, stdout: 'one\ntwo\n' });
  });

  test('[cli 9.1.24] without data it prints and never answers', async () => {
    const surveyor = createSurveyor(net, { surveyTime: 100 });
    const [run] = await connected(surveyor, '--respondent', '-A', '-C2');
    for (const text of ['one', 'two']) {
      await surveyor.send(text);
      await expect(surveyor.recv(patience)).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
    }
    expect(await run.ended).toMatchObject({ status: 0, stdout: 'one\ntwo\n' });
  });

  test('--count: ends after that many surveys', async () => {
    const surveyor = opened(createSurveyor(net));
    const [run] = await connected(surveyor, '--respondent', '-D', 'x', '-C1');
    await surveyor.send('');
    expect((await surveyor.recv(patience)).text()).toBe('x');
    expect(await run.ended).toMatchObject({ status: 0 });
  });

  test('--recv-timeout without a survey is a success', async () => {
    const run = await spcat('--respondent', '-L0', '--recv-timeout=20ms', '-DYES');
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
