import { afterEach, describe, expect, test } from '@jest/globals';
import type { Message, Observed } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRep, type Rep, type RepOptions } from '@sp/protocol-rep';

const newNet = mockNets(afterEach);

async function open(options?: Partial<RepOptions>): Promise<{ net: MockNet; rep: Rep; peer: MockPipe }> {
  const net = newNet();
  const rep = createRep(net.net, options);
  return { net, rep, peer: await net.connect(rep) };
}

async function ask(peer: MockPipe, ...texts: string[]): Promise<void> {
  for (const text of texts) peer.deliver(Uint8Array.of(0x80, 0, 0, 1), text);
  await settled();
}

const replies = (peer: MockPipe): string[] => peer.sent.map(({ text }) => text);

describe('serve()', () => {
  test('answers with what the handler returns, at once or later, until the socket closes', async () => {
    const { rep, peer } = await open({ recvDeadline: 0 });
    const serving = watch(
      rep.serve((request) => {
        const text = request.text();
        if (text === 'bytes') return Uint8Array.of(0x6f, 0x6b);
        return text === 'itself' ? request : Promise.resolve(`hello ${text}`);
      }),
    );
    await ask(peer, 'world', 'bytes', 'itself');
    expect(replies(peer)).toEqual(['hello world', 'ok', 'itself']);
    expect(serving.state).toBe('pending');
    await rep.close();
    await settled();
    expect(serving.state).toBe('done');
  });

  test('undefined answers nothing', async () => {
    const { rep, peer } = await open();
    void rep.serve((request) => (request.text() === 'quiet' ? undefined : 'loud'));
    await ask(peer, 'quiet', 'please');
    expect([replies(peer), counter(rep, 'handler_error')]).toEqual([['loud'], 0]);
    await rep.close();
  });

  test('a handler that fails answers nothing, is counted, reaches onError and the observer, and serving goes on', async () => {
    const observed: Observed[] = [];
    const net = newNet();
    const rep = createRep(net.net, { observer: (event) => observed.push(event) });
    const peer = await net.connect(rep);
    const errors: unknown[] = [];
    const handler = (request: Message): Promise<string> | string => {
      if (request.text() === 'throw') throw new Error('thrown');
      if (request.text() === 'reject') return Promise.reject(new Error('rejected'));
      return request.text() === 'nonsense' ? (5 as never) : 'fine';
    };
    void rep.serve(handler, {
      onError: (error, request) => {
        errors.push([(error as Error).message.slice(0, 8), request.text()]);
        throw new Error('onError fails too');
      },
    });
    await ask(peer, 'throw', 'reject', 'nonsense', 'good');
    expect(replies(peer)).toEqual(['fine']);
    expect(errors).toEqual([
      ['thrown', 'throw'],
      ['rejected', 'reject'],
      ['invalid ', 'nonsense'],
    ]);
    expect(counter(rep, 'handler_error')).toBe(3);
    expect(observed[0]).toMatchObject({ kind: 'counted', reason: 'handler_error' });
    expect(observed.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    await rep.close();
  });

  test('an answer that cannot be sent in time is reported, and serving goes on', async () => {
    const { net, rep, peer } = await open({ sendDeadline: 10 });
    const errors: unknown[] = [];
    void rep.serve((request) => request.text(), { onError: (error) => errors.push((error as { code: string }).code) });
    peer.hold();
    await ask(peer, 'one', 'two');
    await net.clock.advance(10);
    peer.release();
    await ask(peer, 'three');
    expect([errors, replies(peer)]).toEqual([['ERR_SP_SEND_TIMEOUT'], ['one', 'three']]);
    await rep.close();
  });

  test('one request at a time by default; concurrency says how many', async () => {
    const { rep, peer } = await open();
    let atWork = 0;
    const finish: (() => void)[] = [];
    const handler = async (): Promise<string> => {
      atWork += 1;
      await new Promise<void>((resolve) => finish.push(resolve));
      atWork -= 1;
      return 'done';
    };
    void rep.serve(handler, { concurrency: 3 });
    await ask(peer, 'a', 'b', 'c', 'd', 'e');
    expect(atWork).toBe(3);
    finish.shift()?.();
    await settled();
    expect([atWork, replies(peer)]).toEqual([3, ['done']]);
    await rep.close();
  });

  test('a handler at work when the socket closes is waited for, and is no failure', async () => {
    const { rep, peer } = await open();
    const errors: unknown[] = [];
    let finish = (): void => undefined;
    const handler = (): Promise<string> =>
      new Promise((resolve) => {
        finish = () => {
          resolve('too late');
        };
      });
    const serving = watch(rep.serve(handler, { onError: (error) => errors.push(error) }));
    await ask(peer, 'under way');
    await rep.close();
    await settled();
    expect(serving.state).toBe('pending');
    finish();
    await settled();
    expect([serving.state, errors, counter(rep, 'handler_error')]).toEqual(['done', [], 0]);
  });

  test('leaves the socket itself to its owner', async () => {
    const { rep, peer } = await open();
    void rep.serve(() => 'served');
    const own = watch(rep.recv());
    await ask(peer, 'first', 'second');
    expect([own.state, replies(peer)]).toEqual(['second', ['served']]);
    await rep.close();
  });

  test('aborting: requests under way are answered, then it rejects with the reason; the socket stays open', async () => {
    const { rep, peer } = await open();
    const controller = new AbortController();
    const finish: (() => void)[] = [];
    const serving = watch(
      rep.serve(
        () =>
          new Promise((resolve) =>
            finish.push(() => {
              resolve('late');
            }),
          ),
        {
          concurrency: 2,
          signal: controller.signal,
        },
      ),
    );
    await ask(peer, 'under way');
    const reason = new Error('shutting down');
    controller.abort(reason);
    await settled();
    expect(serving.state).toBe('pending');
    finish[0]?.();
    await settled();
    expect([serving.state, replies(peer)]).toEqual([reason, ['late']]);
    await ask(peer, 'for somebody else');
    expect(rep.tryRecv()?.text()).toBe('for somebody else');
  });

  test('a bad concurrency is ERR_SP_BAD_VALUE, a closed socket ERR_SP_CLOSED', async () => {
    const { rep } = await open();
    for (const concurrency of [0, -1, 1.5, NaN]) {
      await expect(rep.serve(() => 'x', { concurrency })).rejects.toMatchObject({ code: 'ERR_SP_BAD_VALUE' });
    }
    await rep.close();
    await expect(rep.serve(() => 'x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });
});
