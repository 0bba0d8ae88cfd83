import { afterEach, expect, test } from '@jest/globals';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createSub, type Sub, type SubOptions, type SubscribeOption } from '@sp/protocol-sub';

const newNet = mockNets(afterEach);

async function open(
  options?: Partial<SubOptions & SubscribeOption>,
): Promise<{ net: MockNet; sub: Sub; peer: MockPipe }> {
  const net = newNet();
  const sub = createSub(net.net, options);
  return { net, sub, peer: await net.connect(sub) };
}

/** Everything that waits, as text. */
function drain(sub: { tryRecv(): { text(): string } | undefined }): string[] {
  const got = [];
  for (let next = sub.tryRecv(); next !== undefined; next = sub.tryRecv()) got.push(next.text());
  return got;
}

test('[SUB-17] contexts filter each for itself: exact counts of 101 mixed messages, a common topic reaches each once', async () => {
  const { sub, peer } = await open();
  const [even, odd, both] = [sub.openContext(), sub.openContext(), sub.openContext({ subscribe: ['even', 'odd'] })];
  even.subscribe('even');
  odd.subscribe('odd');
  for (const context of [even, odd, both]) context.subscribe('all');
  for (let n = 0; n < 100; n += 1) peer.deliver(n % 2 === 0 ? `even ${n}` : `odd ${n}`);
  peer.deliver('all');
  expect([even, odd, both].map((context) => drain(context).length)).toEqual([51, 51, 101]);
  expect(drain(sub)).toEqual([]);
});

test('[SUB-18] a new context has no subscriptions, and takes over readQLen, recvDeadline and preferNew', async () => {
  const { net, sub, peer } = await open({ subscribe: [''], readQLen: 2, recvDeadline: 40, preferNew: false });
  const context = sub.openContext();
  expect(context.options).toEqual({ readQLen: 2, recvDeadline: 40, preferNew: false });
  peer.deliver('unwanted');
  const recv = watch(context.recv());
  await net.clock.advance(39);
  expect(recv.state).toBe('pending');
  await net.clock.advance(1);
  expect(recv.state).toBe('ERR_SP_RECV_TIMEOUT');
  context.subscribe('');
  sub.configure({ readQLen: 9, recvDeadline: 1, preferNew: true });
  expect(context.options).toEqual({ readQLen: 2, recvDeadline: 40, preferNew: false });
  for (const text of ['a', 'b', 'c']) peer.deliver(text);
  expect(drain(context)).toEqual(['a', 'b']);
});

test('[SUB-18] readQLen and preferNew are those of each context', async () => {
  const { sub, peer } = await open();
  const small = sub.openContext({ subscribe: [''], readQLen: 1 });
  const old = sub.openContext({ subscribe: [''], readQLen: 2, preferNew: false });
  const large = sub.openContext({ subscribe: [''], readQLen: 9 });
  for (const text of ['a', 'b', 'c']) peer.deliver(text);
  small.configure({ readQLen: 1 });
  expect([small, old, large].map(drain)).toEqual([[], ['a', 'b'], ['a', 'b', 'c']]);
  expect([counter(sub, 'rx_discard'), counter(sub, 'resized')]).toEqual([3, 1]);
});

test('[SUB-19] subscriptions of the socket do not concern contexts, nor the other way round', async () => {
  const { sub, peer } = await open({ subscribe: ['socket'] });
  const context = sub.openContext({ subscribe: ['context'] });
  for (const text of ['socket', 'context']) peer.deliver(text);
  expect([drain(sub), drain(context)]).toEqual([['socket'], ['context']]);
  expect(() => context.unsubscribe('socket')).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  expect(() => sub.unsubscribe('context')).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
});

test('[SUB-20, G-25] closing a context ends its recv with ERR_SP_CLOSED; socket and other contexts go on', async () => {
  const { sub, peer } = await open({ subscribe: [''] });
  const [closed, other] = [sub.openContext({ subscribe: [''] }), sub.openContext({ subscribe: [''] })];
  const recv = watch(closed.recv());
  closed.close();
  await settled();
  expect(recv.state).toBe('ERR_SP_CLOSED');
  await expect(closed.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  expect(() => closed.subscribe('x')).toThrow(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  expect(() => closed.close()).toThrow(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  peer.deliver('a');
  expect([drain(sub), drain(other)]).toEqual([['a'], ['a']]);
});

test('[SUB-21] after the socket: closing its context, subscribing, opening another are ERR_SP_CLOSED (our choice for subscribe)', async () => {
  const { net, sub } = await open();
  const context = sub.openContext();
  const calls = [watch(sub.recv()), watch(context.recv())];
  await sub.close();
  await settled();
  expect(calls.map(({ state }) => state)).toEqual(['ERR_SP_CLOSED', 'ERR_SP_CLOSED']);
  const closed = expect.objectContaining({ code: 'ERR_SP_CLOSED' });
  expect(() => context.close()).toThrow(closed);
  for (const subject of [sub, context]) {
    expect(() => subject.subscribe('x')).toThrow(closed);
    expect(() => subject.unsubscribe('x')).toThrow(closed);
    await expect(subject.recv()).rejects.toEqual(closed);
  }
  expect(() => sub.openContext()).toThrow(closed);
  expect(net.clock.pending).toBe(0);
});

test('[SUB-22] every context may change the message that it received', async () => {
  const { sub, peer } = await open({ subscribe: [''] });
  const contexts = [sub, sub.openContext({ subscribe: [''] }), sub.openContext({ subscribe: [''] })];
  const waiting = contexts[1]!.recv();
  peer.deliver(Uint8Array.of(1, 2, 3));
  const messages = [await contexts[0]!.recv(), await waiting, await contexts[2]!.recv()];
  for (const [n, message] of messages.entries()) {
    expect(message.body).toEqual(Uint8Array.of(1, 2, 3));
    expect(message.pipe?.id).toBe(messages[0]!.pipe?.id);
    message.body.fill(n + 10);
  }
  expect(messages.map(({ body }) => body[0])).toEqual([10, 11, 12]);
});

test('[SUB-20] a closed context takes no more messages: none is copied for it, none dropped', async () => {
  const { sub, peer } = await open();
  sub.openContext({ subscribe: [''], readQLen: 1 }).close();
  for (const text of ['a', 'b', 'c']) peer.deliver(text);
  expect(counter(sub, 'rx_discard')).toBe(0);
});

test('a bad option closes nothing and opens nothing', async () => {
  const { sub } = await open();
  expect(() => sub.openContext({ readQLen: -1 })).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  expect(() => sub.openContext({ ttl: 1 } as Partial<SubOptions>)).toThrow(
    expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
  );
  expect(sub.openContext({ subscribe: ['a'] }).options.readQLen).toBe(128);
});
