import { afterEach, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawPair1, type Pair1Options, type RawPair1 } from '@sp/protocol-pair1';

const newNet = mockNets(afterEach);

async function open(options?: Partial<Pair1Options>): Promise<{ net: MockNet; pair: RawPair1; peer: MockPipe }> {
  const net = newNet();
  const pair = createRawPair1(net.net, options);
  return { net, pair, peer: await net.connect(pair) };
}

test('[PAIR1-5] the hop word is in the header, counted up on arrival', async () => {
  const { pair, peer } = await open();
  peer.deliver(Uint8Array.of(0, 0, 0, 2, 7, 8));
  const message = await pair.recv();
  expect([message.header, message.body]).toEqual([Uint8Array.of(0, 0, 0, 3), Uint8Array.of(7, 8)]);
  expect(message.pipe?.id).toBeGreaterThan(0);
});

test.each([0, 1, 2, 8])('[PAIR1-13] a count of %p arrives as one more, and leaves as it is', async (hops) => {
  const { pair, peer } = await open();
  peer.deliver(Uint8Array.of(0, 0, 0, hops, 9));
  await pair.send(await pair.recv());
  expect(peer.sent[0]!.bytes).toEqual(Uint8Array.of(0, 0, 0, hops + 1, 9));
  await pair.send(new Message(Uint8Array.of(9), Uint8Array.of(0, 0, 0, hops)));
  expect(peer.sent[1]!.bytes).toEqual(Uint8Array.of(0, 0, 0, hops, 9));
});

test('a header longer than the hop word leaves as it is', async () => {
  const { pair, peer } = await open();
  await pair.send(new Message(Uint8Array.of(9), Uint8Array.of(0, 0, 0, 1, 5, 6)));
  expect(peer.sent[0]!.bytes).toEqual(Uint8Array.of(0, 0, 0, 1, 5, 6, 9));
});

test('[PAIR1-8, STAT-8] a message without a header, or with a short one: success, nothing leaves, counted', async () => {
  const { pair, peer } = await open();
  await pair.send('no header');
  await pair.send(new Message('x', Uint8Array.of(0, 0, 1)));
  expect(pair.trySend('no header')).toBe(true);
  expect([peer.sent, counter(pair, 'tx_malformed')]).toEqual([[], 3]);
});

test('[PAIR1-9] a header with anything in its first three bytes: success, nothing leaves, counted', async () => {
  const { pair, peer } = await open();
  for (const header of [Uint8Array.of(1, 0, 0, 0), Uint8Array.of(0, 1, 0, 1), Uint8Array.of(0, 0, 1, 1)])
    await pair.send(new Message('x', header));
  expect([peer.sent, counter(pair, 'tx_malformed')]).toEqual([[], 3]);
});

test('[PAIR1-10] on a closed socket a good message is ERR_SP_CLOSED, with bestEffort too; a bad one still vanishes', async () => {
  const { pair } = await open({ bestEffort: true });
  await pair.close();
  const good = new Message('x', Uint8Array.of(0, 0, 0, 1));
  await expect(pair.send(good)).rejects.toEqual(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  expect(good.header).toEqual(Uint8Array.of(0, 0, 0, 1));
  expect(() => pair.trySend(good)).toThrow(expect.objectContaining({ code: 'ERR_SP_CLOSED' }));
  await pair.send('no header');
  expect(counter(pair, 'tx_malformed')).toBe(1);
});

test('[PAIR1-10] without bestEffort as well', async () => {
  const { pair } = await open();
  await pair.close();
  await expect(pair.send(new Message('x', Uint8Array.of(0, 0, 0, 1)))).rejects.toEqual(
    expect.objectContaining({ code: 'ERR_SP_CLOSED' }),
  );
});

test('[PAIR1-11] writeQLen 0 and a stalled peer: ERR_SP_SEND_TIMEOUT, header as it was; bestEffort succeeds 100 times', async () => {
  const { net, pair, peer } = await open({ writeQLen: 0, sendDeadline: 10 });
  peer.hold();
  const message = (): Message => new Message('x', Uint8Array.of(0, 0, 0, 3));
  await pair.send(message());
  const mine = message();
  const send = watch(pair.send(mine));
  await net.clock.advance(10);
  expect([send.state, mine.header]).toEqual(['ERR_SP_SEND_TIMEOUT', Uint8Array.of(0, 0, 0, 3)]);
  pair.configure({ bestEffort: true });
  for (let n = 0; n < 100; n += 1) await pair.send(message());
  await settled();
  expect(counter(pair, 'best_effort')).toBe(100);
});
