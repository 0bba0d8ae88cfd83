import { afterEach, describe, expect, test } from '@jest/globals';
import { mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRep, type Rep, type RepContext, type RepOptions } from '@sp/protocol-rep';

const newNet = mockNets(afterEach);

function open(options?: Partial<RepOptions>): { net: MockNet; rep: Rep } {
  const net = newNet();
  return { net, rep: createRep(net.net, options) };
}

const id = (n: number): Uint8Array => Uint8Array.of(0x80, 0, n >> 8, n & 0xff);

describe('contexts', () => {
  test('waiting contexts are served first come first served, each its own requester', async () => {
    const { net, rep } = open();
    const [a, b] = [await net.connect(rep), await net.connect(rep)];
    const [one, two] = [rep.openContext(), rep.openContext()];
    const calls = [watch(one.recv()), watch(two.recv())];
    a.deliver(id(1), 'from a');
    b.deliver(id(2), 'from b');
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['from a', 'from b']);
    await two.send('to b');
    await one.send('to a');
    expect([a.sent[0]?.text, b.sent[0]?.text]).toEqual(['to a', 'to b']);
  });

  test('[REP-13] closing a context ends its waiting reply and its waiting recv with ERR_SP_CLOSED, and no others', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    peer.hold();
    const contexts = [0, 1, 2].map(() => rep.openContext()) as [RepContext, RepContext, RepContext];
    for (const [n, context] of contexts.entries()) {
      peer.deliver(id(n), 'question');
      await context.recv();
    }
    await contexts[0].send('fills the connection');
    const replies = [watch(contexts[1].send('one')), watch(contexts[2].send('two'))];
    const recv = watch(contexts[1].recv());
    contexts[1].close();
    await settled();
    expect([...replies, recv].map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'pending', 'ERR_SP_CLOSED']);
    await expect(contexts[1].recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(contexts[1].send('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    peer.release();
    await settled();
    expect(replies[1]?.state).toBe('done');
    expect(peer.sent.map(({ text }) => text)).toEqual(['fills the connection', 'two']);
  });

  test('closing a context whose replies have all left is no event for them', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    const context = rep.openContext();
    peer.hold();
    const replies = [];
    for (const n of [1, 2]) {
      peer.deliver(id(n), 'question');
      await context.recv();
      replies.push(watch(context.send('reply')));
    }
    expect(net.clock.keepingAlive).toBe(1);
    peer.release();
    context.close();
    await settled();
    expect(replies.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(net.clock.keepingAlive).toBe(1); // the listener
  });

  test('a context that closed while waiting is passed over', async () => {
    const { net, rep } = open();
    const peer = await net.connect(rep);
    const [one, two] = [rep.openContext(), rep.openContext()];
    const calls = [watch(one.recv()), watch(two.recv())];
    one.close();
    peer.deliver(id(1), 'question');
    await settled();
    expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'question']);
  });

  test.each(['pipe', 'contexts', 'socket'] as const)(
    '[REP-20] 100 contexts hold 100 requests; closing the %s ends every pending reply',
    async (what) => {
      const { net, rep } = open();
      const peer = await net.connect(rep);
      const contexts = Array.from({ length: 100 }, () => rep.openContext());
      for (const [n, context] of contexts.entries()) {
        peer.deliver(id(n), `${n}`);
        expect((await context.recv()).text()).toBe(`${n}`);
        await settled(1);
      }
      peer.hold();
      const replies = contexts.map((context) => watch(context.send('reply')));
      await settled();
      expect(replies.filter(({ state }) => state === 'pending')).toHaveLength(99);
      await close(what, { rep, contexts, peer });
      await settled();
      const expected = what === 'pipe' ? 'done' : 'ERR_SP_CLOSED';
      expect(replies.slice(1).every(({ state }) => state === expected)).toBe(true);
    },
  );

  test('[REP-25] contexts take over deadlines and bestEffort of the moment when they are opened', async () => {
    const given = { recvDeadline: 5, sendDeadline: 6, bestEffort: true };
    const { net, rep } = open(given);
    const context = rep.openContext();
    expect(context.options).toEqual(given);
    rep.configure({ recvDeadline: 50, sendDeadline: 60, bestEffort: false });
    expect(context.options).toEqual(given);
    const recv = watch(context.recv());
    await net.clock.advance(5);
    expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
    const peer = await net.connect(rep);
    peer.hold();
    for (let n = 0; n < 2; n++) {
      peer.deliver(id(n), 'question');
      await context.recv();
      expect(context.trySend('best effort')).toBe(true);
    }
    expect(rep.openContext({ sendDeadline: 7 }).options).toEqual({
      ...given,
      recvDeadline: 50,
      sendDeadline: 7,
      bestEffort: false,
    });
  });
});

interface Everything {
  readonly rep: Rep;
  readonly contexts: readonly RepContext[];
  readonly peer: MockPipe;
}

async function close(what: 'pipe' | 'contexts' | 'socket', { rep, contexts, peer }: Everything): Promise<void> {
  if (what === 'pipe') peer.lose();
  else if (what === 'contexts') for (const context of contexts) context.close();
  else {
    const closing = rep.close();
    peer.release();
    await closing;
  }
}
