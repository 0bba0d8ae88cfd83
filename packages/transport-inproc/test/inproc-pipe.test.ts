import { expect, test } from '@jest/globals';
import { settled } from '@sp/compliance';
import { Message } from '@sp/core';
import type { PipeSink, TransportPipe } from '@sp/core/transport';
import { InprocPipe } from '../src/inproc-pipe.ts';

const info = { self: 1, peer: 2, selfName: 'a', peerName: 'b' };

interface End {
  readonly pipe: TransportPipe;
  readonly texts: string[];
  drains: number;
}

const attach = (pipe: TransportPipe): End => {
  const end: End = { pipe, texts: [], drains: 0 };
  const sink: PipeSink = {
    message: (message) => end.texts.push(message.text()),
    drained: () => (end.drains += 1),
    closed: () => undefined,
  };
  pipe.attach(sink);
  return end;
};

const connected = (): [End, End] => {
  const [one, two] = InprocPipe.pair('inproc://x', info);
  return [attach(one), attach(two)];
};

test('takes 128 messages for a receiver that is paused', async () => {
  const [one, two] = connected();
  two.pipe.pause();
  const sent = Array.from({ length: 128 }, (_, n) => one.pipe.send(new Message(String(n)), false));
  expect(sent.indexOf(false)).toBe(127);
  expect(one.pipe.unsent).toBe(128);
  await settled();
  expect([two.texts.length, one.drains]).toEqual([0, 0]);
  two.pipe.resume();
  await settled();
  expect([two.texts.length, one.drains, one.pipe.unsent]).toEqual([128, 1, 0]);
});

test('takes 64 KiB for a receiver that is paused', () => {
  const [one, two] = connected();
  two.pipe.pause();
  const half = (): Message => new Message(new Uint8Array(32_768));
  expect(one.pipe.send(half(), false)).toBe(true);
  expect(one.pipe.send(half(), false)).toBe(false);
});

test('asks for more when half of its slack is free', async () => {
  const [one, two] = connected();
  for (let n = 0; n < 128; n += 1) one.pipe.send(new Message(String(n)), false);
  const sink = two;
  const seen: number[] = [];
  const push = sink.texts.push.bind(sink.texts);
  sink.texts.push = (text) => {
    if (one.drains === 0) seen.push(Number(text));
    return push(text);
  };
  await settled();
  expect(seen.at(-1)).toBe(63);
  expect(one.drains).toBe(1);
});

test('delivers in bursts, with other work in between', async () => {
  const [one, two] = connected();
  for (let n = 0; n < 100; n += 1) one.pipe.send(new Message(String(n)), false);
  const [three, four] = connected();
  three.pipe.send(new Message('x'), false);
  const push = four.texts.push.bind(four.texts);
  let before = -1;
  four.texts.push = (text) => {
    before = two.texts.length;
    return push(text);
  };
  await settled();
  expect(before).toBe(64);
  expect(two.texts).toHaveLength(100);
});

test('merges header and body into bytes that are the receiver’s alone', async () => {
  const [one, two] = connected();
  const message = new Message('body', new Message('header ').body);
  one.pipe.send(message, true);
  message.body.fill(0);
  await settled();
  expect(two.texts).toEqual(['header body']);
});

test('knows its addresses and nothing else', () => {
  const [{ pipe }] = connected();
  expect(pipe.property('localAddress')).toBe('inproc://x');
  expect(pipe.property('maxRecvSize')).toBeUndefined();
});
