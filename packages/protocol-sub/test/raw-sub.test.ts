import { afterEach, expect, test } from '@jest/globals';
import type { Sends } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawSub, type RawSub, type RawSubOptions } from '@sp/protocol-sub';

const newNet = mockNets(afterEach);

async function open(options?: Partial<RawSubOptions>): Promise<{ net: MockNet; sub: RawSub; peer: MockPipe }> {
  const net = newNet();
  const sub = createRawSub(net.net, options);
  return { net, sub, peer: await net.connect(sub) };
}

/** Everything that waits, as text. */
function drain(sub: RawSub): string[] {
  const got = [];
  for (let next = sub.tryRecv(); next !== undefined; next = sub.tryRecv()) got.push(next.text());
  return got;
}

const deliver = (peer: MockPipe, ...messages: string[]): void => {
  for (const message of messages) peer.deliver(message);
};

test('[XSUB-1] everything arrives, whole and in order, without a header', async () => {
  const { sub, peer } = await open();
  for (const body of [Uint8Array.of(0, 1, 2), Uint8Array.of(), Uint8Array.of(0xff)]) peer.deliver(body);
  for (const body of [Uint8Array.of(0, 1, 2), Uint8Array.of(), Uint8Array.of(0xff)]) {
    const message = await sub.recv();
    expect([message.body, message.header]).toEqual([body, Uint8Array.of()]);
    expect(message.pipe?.id).toBeGreaterThan(0);
  }
});

test('[XSUB-2] there are no subscriptions', async () => {
  const { net, sub } = await open();
  expect(() => createRawSub(net.net, { subscribe: ['a'] } as object)).toThrow(
    expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
  );
  expect(() => sub.configure({ subscribe: ['a'] } as object)).toThrow(
    expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
  );
  expect(() => sub.getOption('subscribe')).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
  expect(['subscribe', 'unsubscribe'].filter((verb) => verb in sub)).toEqual([]);
});

test('[XSUB-3] three messages into readQLen 2: the newest goes, and is counted', async () => {
  const { sub, peer } = await open({ readQLen: 2, recvDeadline: 0 });
  deliver(peer, 'a', 'b', 'c');
  expect([(await sub.recv()).text(), (await sub.recv()).text()]).toEqual(['a', 'b']);
  await expect(sub.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_RECV_TIMEOUT' }));
  expect([counter(sub, 'rx_discard'), peer.paused]).toEqual([1, false]);
});

test('[XSUB-4] setting readQLen discards what waits; a recv that waits survives, and later traffic flows', async () => {
  const { sub, peer } = await open({ readQLen: 4 });
  deliver(peer, 'a', 'b', 'c');
  sub.configure({ readQLen: 4 });
  expect([sub.tryRecv(), counter(sub, 'resized')]).toEqual([undefined, 3]);
  const recv = watch(sub.recv());
  sub.configure({ readQLen: 1 });
  deliver(peer, 'd', 'e', 'f');
  await settled();
  expect([recv.state, drain(sub)]).toEqual(['d', ['e']]);
});

test('[XSUB-5] readQLen 0 under 20 publishers: who waits gets something, no publisher is ever stopped', async () => {
  const { net, sub, peer } = await open({ readQLen: 0 });
  const peers = [peer];
  while (peers.length < 20) peers.push(await net.connect(sub));
  for (const each of peers) deliver(each, 'a', 'b');
  expect([sub.tryRecv(), counter(sub, 'rx_discard')]).toEqual([undefined, 40]);
  const readers = Array.from({ length: 30 }, () => watch(sub.recv()));
  for (const each of peers) deliver(each, 'c', 'd');
  await settled();
  expect(readers.filter(({ state }) => state === 'c' || state === 'd')).toHaveLength(30);
  expect(counter(sub, 'rx_discard')).toBe(50);
  expect(peers.filter(({ paused, closed }) => paused || closed)).toEqual([]);
});

test('[XSUB-6] closing under load: waiting calls end with ERR_SP_CLOSED, nothing is left over', async () => {
  const { net, sub, peer } = await open({ readQLen: 2 });
  const readers = [watch(sub.recv()), watch(sub.recv()), watch(sub.recv())];
  deliver(peer, 'a', 'b');
  const closed = sub.close();
  deliver(peer, 'c', 'd', 'e', 'f', 'g');
  await closed;
  await settled();
  expect(readers.map(({ state }) => state)).toEqual(['a', 'b', 'ERR_SP_CLOSED']);
  await expect(sub.recv()).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  expect([peer.closed, net.clock.pending]).toEqual([true, 0]);
});

test('[XSUB-7] there are no contexts', async () => {
  const { sub } = await open();
  expect(() => (sub as unknown as { openContext(): void }).openContext()).toThrow(
    expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
  );
});

test('[SUB-1] sending is ERR_SP_PROTO_OP on raw sockets as well', async () => {
  const { sub } = await open();
  const sender = sub as unknown as Sends;
  await expect(sender.send('x')).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
  await sub.close();
  expect(() => sender.trySend('x')).toThrow(expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }));
});

test('[G-6, G-11] defaults: a queue of 128, no deadline (in our numbers), and no option besides', async () => {
  const { sub } = await open();
  expect(sub.options).toMatchObject({ recvDeadline: Infinity, readQLen: 128, raw: true });
  for (const name of ['preferNew', 'writeQLen', 'ttl', 'sendDeadline', 'bestEffort']) {
    expect(() => sub.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
  }
  for (const readQLen of [-1, 1.5, '2' as never]) {
    expect(() => sub.configure({ readQLen })).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
  }
});
