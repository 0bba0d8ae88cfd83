import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mockNet, type MockNet, type MockPipe } from '@sp/compliance';
import { createAnnounce, type Announce } from '../src/index.ts';

let mock: MockNet;
let announce: Announce;

beforeEach(() => {
  mock = mockNet();
  announce = createAnnounce(mock.net);
});

afterEach(() => expect(mock.violations).toEqual([]));

const texts = (peer: MockPipe): string[] => peer.sent.map(({ text }) => text);
const counter = (name: string): number => announce.stats().find(name)?.number ?? 0;

test('tells everybody', async () => {
  const peers = [await mock.connect(announce), await mock.connect(announce)];
  await announce.send('one');
  await announce.send('two');
  expect(peers.map(texts)).toEqual([
    ['one', 'two'],
    ['one', 'two'],
  ]);
});

test('tells the newest announcement to whoever comes late, from bytes of its own', async () => {
  const bytes = new Uint8Array([0x61]);
  await announce.send('old');
  await announce.send(bytes);
  bytes.fill(0x62);
  expect(texts(await mock.connect(announce))).toEqual(['a']);
});

test('skips what is outdated for whoever is slow, and counts it', async () => {
  const [slow, fast] = [await mock.connect(announce), await mock.connect(announce)];
  slow.hold();
  for (const text of ['a', 'b', 'c', 'd']) await announce.send(text);
  slow.release();
  expect([texts(slow), texts(fast)]).toEqual([
    ['a', 'd'],
    ['a', 'b', 'c', 'd'],
  ]);
  expect(counter('tx_outdated')).toBe(2);
});

test('counts what a follower never got', async () => {
  const peer = await mock.connect(announce);
  peer.hold();
  await announce.send('a');
  await announce.send('b');
  peer.lose();
  expect(counter('pipe_closed')).toBe(1);
});

test('drops what a follower says', async () => {
  const peer = await mock.connect(announce);
  peer.deliver('hello');
  expect(counter('rx_unexpected')).toBe(1);
});

test('lets the newest announcement leave when it closes', async () => {
  const peer = await mock.connect(announce);
  peer.hold();
  await announce.send('a');
  await announce.send('b');
  const closing = announce.close();
  peer.release();
  expect(await closing).toEqual({ dropped: 0 });
  expect(texts(peer)).toEqual(['a', 'b']);
});
