import { describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core';
import { toMessage } from '@sp/core/protocol';
import { code } from './support/code.ts';
import { FakePipe } from './support/fake-pipe.ts';

describe('Message', () => {
  it('[MSG-1] is empty when new: header, body, pipe', () => {
    const message = new Message();
    expect([message.header.length, message.body.length, message.size, message.pipe]).toEqual([0, 0, 0, undefined]);
  });

  it('[MSG-2] dup copies header and body deeply and keeps the pipe', () => {
    const message = new Message(Uint8Array.of(1, 2), Uint8Array.of(3), new FakePipe());
    const copy = message.dup();
    copy.body[0] = copy.header[0] = 9;
    expect([...message.body, ...message.header]).toEqual([1, 2, 3]);
    expect([...copy.body, ...copy.header]).toEqual([9, 2, 9]);
    expect(copy.pipe).toBe(message.pipe);
  });

  it('[MSG-2] dup copies only its own part of a larger buffer', () => {
    const chunk = new Uint8Array(65_536);
    expect(new Message(chunk.subarray(10, 12)).dup().body.buffer.byteLength).toBe(2);
  });

  it('[MSG-3, MSG-4] has no clone, makeUnique or free: our choice, garbage collection makes reference counts needless', () => {
    const message = new Message();
    for (const name of ['clone', 'makeUnique', 'free']) expect(name in message).toBe(false);
  });

  it('[MSG-7] has no append, insert, trim or chop: our choice, body and header are arrays that anyone can replace', () => {
    const message = new Message('body');
    for (const name of ['append', 'insert', 'trim', 'chop', 'clear']) expect(name in message).toBe(false);
    message.body = Uint8Array.of(1);
    message.header = Uint8Array.of(2, 3);
    expect(message.size).toBe(3);
  });

  it.each([10, 2000])('[MSG-8] shows nothing but its own bytes in what it copies: %i of them', (length) => {
    const message = new Message(new Uint8Array(length).fill(7), Uint8Array.of(7, 7));
    const borrowed = toMessage(message.body);
    borrowed.own();
    for (const bytes of [message.merged(), message.dup().body, borrowed.body]) {
      expect(bytes.every((byte) => byte === 7)).toBe(true);
    }
  });

  it('holds text as UTF-8 and gives it back', () => {
    const message = new Message('žluť 🐎');
    expect([message.text(), message.body.length]).toEqual(['žluť 🐎', 11]);
  });

  it('parses JSON', () => {
    expect(new Message('{"id": 7}').json()).toEqual({ id: 7 });
    expect(() => new Message('{').json()).toThrow(SyntaxError);
  });

  describe('that is a part of what has arrived', () => {
    const arrived = (): Uint8Array => Uint8Array.of(9, 1, 2, 3, 9);

    it('has the length and the bytes of its part', () => {
      const message = Message.within(arrived(), 1, 3);
      expect([message.size, ...message.body]).toEqual([3, 1, 2, 3]);
    });

    it('loses its first bytes to a header', () => {
      const message = Message.within(arrived(), 1, 3);
      message.skip(2);
      expect([message.length, ...message.body]).toEqual([1, 3]);
      message.skip(1);
      expect(message.body).toHaveLength(0);
    });

    it('has one body, however often that is asked for', () => {
      const message = Message.within(arrived(), 1, 3);
      expect(message.body).toBe(message.body);
    });

    it('takes another body', () => {
      const message = Message.within(arrived(), 1, 3);
      message.body = Uint8Array.of(7, 8);
      expect([message.length, ...message.body, ...message.merged()]).toEqual([2, 7, 8, 7, 8]);
    });
  });

  it('merges header and body into one new array', () => {
    const message = new Message(Uint8Array.of(3, 4), Uint8Array.of(1, 2));
    const merged = message.merged();
    merged[2] = 9;
    expect([[...merged], [...message.body]]).toEqual([
      [1, 2, 9, 4],
      [3, 4],
    ]);
  });

  it('copies its body on own, once, and only while that is borrowed', () => {
    const bytes = Uint8Array.of(1);
    const message = toMessage(bytes);
    message.own();
    const { body } = message;
    message.own();
    expect(body).not.toBe(bytes);
    expect(message.body).toBe(body);
  });
});

describe('toMessage', () => {
  it('borrows bytes', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const message = toMessage(bytes);
    expect([message.body === bytes, message.borrowed]).toEqual([true, true]);
  });

  it('[MSG-6] takes a part of a buffer as what it is', () => {
    expect([...toMessage(Uint8Array.of(1, 2, 3, 4).subarray(1, 3)).merged()]).toEqual([2, 3]);
  });

  it('owns text and messages', () => {
    const message = new Message();
    expect(toMessage(message)).toBe(message);
    expect([message.borrowed, toMessage('x').borrowed]).toEqual([false, false]);
  });

  it.each([undefined, null, 5, {}, [1], new ArrayBuffer(1)])('refuses %p', (payload) => {
    expect(() => toMessage(payload as string)).toThrow(code('ERR_SP_BAD_VALUE'));
  });
});
