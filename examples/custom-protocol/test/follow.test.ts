import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mockNet, settled, type MockNet } from '@sp/compliance';
import { createFollow, type Follow } from '../src/index.ts';

let mock: MockNet;
let follow: Follow;

beforeEach(() => {
  mock = mockNet();
  follow = createFollow(mock.net);
});

afterEach(() => expect(mock.violations).toEqual([]));

test('receives the newest announcement, once', async () => {
  const peer = await mock.connect(follow);
  for (const text of ['a', 'b', 'c']) peer.deliver(text);
  expect((await follow.recv()).text()).toBe('c');
  expect(follow.tryRecv()).toBeUndefined();
  expect(follow.stats().find('rx_outdated')?.number).toBe(2);
});

test('gives announcements to those who wait, in order', async () => {
  const peer = await mock.connect(follow);
  const waiting = [follow.recv(), follow.recv()];
  for (const text of ['a', 'b', 'c']) peer.deliver(text);
  expect((await Promise.all(waiting)).map((message) => message.text())).toEqual(['a', 'b']);
  expect(follow.tryRecv()?.text()).toBe('c');
});

test('keeps an announcement whose announcer has gone', async () => {
  const peer = await mock.connect(follow);
  peer.deliver('last words');
  peer.lose();
  await settled();
  expect((await follow.recv()).text()).toBe('last words');
});

test('stops no announcer, however slowly it is read', async () => {
  const peer = await mock.connect(follow);
  for (let n = 0; n < 1_000; n += 1) peer.deliver(String(n));
  expect([peer.paused, follow.tryRecv()?.text()]).toEqual([false, '999']);
});
