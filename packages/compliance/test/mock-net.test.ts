import { describe, expect, test } from '@jest/globals';
import { mockNet, settled, type MockNet } from '@sp/compliance';
import { isSpError, SpError } from '@sp/core';
import { Socket } from '@sp/core/protocol';
import { tinyDefinition } from './tiny-protocol.ts';

const open = (options?: object): { mock: MockNet; socket: Socket } => {
  const mock = mockNet();
  return { mock, socket: new Socket(mock.net, tinyDefinition, options) };
};

describe('a connected peer', () => {
  test('sees what is sent, header and body apart and together', async () => {
    const { mock, socket } = open();
    const pipe = await mock.connect(socket);
    await socket.send('hello');
    expect(pipe.sent).toMatchObject([{ text: 'hello', shared: false }]);
    expect(pipe.sent[0]?.bytes).toEqual(pipe.sent[0]?.body);
    expect(pipe.address).toMatch(/^mock:/);
    await socket.close();
    expect(mock.violations).toEqual([]);
  });

  test('delivers messages made of text and bytes', async () => {
    const { mock, socket } = open();
    const pipe = await mock.connect(socket);
    pipe.deliver(new Uint8Array([0x61]), 'bc');
    const message = await socket.recv();
    expect(message.text()).toBe('abc');
    expect(message.pipe?.address).toBe(pipe.address);
    await socket.close();
  });

  test('connects to an address as well, any number of times', async () => {
    const { mock, socket } = open();
    await socket.listen('mock://here');
    const [one, two] = [await mock.connect('mock://here'), await mock.connect('mock://here')];
    await socket.send('1');
    await socket.send('2');
    expect([one.sent.length, two.sent.length]).toEqual([1, 1]);
    await expect(mock.connect('mock://there')).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED' });
    await socket.close();
  });

  test('of another protocol is reported to the listener and not attached', async () => {
    const { mock, socket } = open();
    await expect(mock.connect(socket, 99)).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
    await socket.close();
  });

  test('holds exactly one message while it does not read', async () => {
    const { mock, socket } = open({ writeQLen: 1 });
    const pipe = await mock.connect(socket);
    pipe.hold();
    await socket.send('1');
    await socket.send('2');
    expect(socket.trySend('3')).toBe(false);
    expect(pipe.sent).toEqual([]);
    expect(pipe.held?.text).toBe('1');
    expect(pipe.take()?.text).toBe('1');
    expect(pipe.held?.text).toBe('2');
    pipe.release();
    expect(pipe.sent.map(({ text }) => text)).toEqual(['1', '2']);
    expect(mock.violations).toEqual([]);
    await socket.close();
  });

  test('is paused by a full queue, and goes on afterwards', async () => {
    const { mock, socket } = open({ readQLen: 1 });
    const pipe = await mock.connect(socket);
    for (const text of ['1', '2', '3']) pipe.deliver(text);
    expect([pipe.paused, pipe.waiting]).toEqual([true, 1]);
    expect((await socket.recv()).text()).toBe('1');
    expect((await socket.recv()).text()).toBe('2');
    await settled();
    expect((await socket.recv()).text()).toBe('3');
    expect(pipe.paused).toBe(false);
    await socket.close();
  });

  test('may hang up', async () => {
    const { mock, socket } = open();
    const lost: unknown[] = [];
    socket.setPipeHook({ detached: (pipe) => lost.push(pipe.id) });
    const pipe = await mock.connect(socket);
    pipe.lose(new SpError('ERR_SP_CONN_RESET'));
    expect(pipe.closed).toBe(true);
    expect(lost).toHaveLength(1);
    await socket.close();
  });

  test('that does not read is given up after linger', async () => {
    const { mock, socket } = open({ linger: 500 });
    const pipe = await mock.connect(socket);
    pipe.hold();
    await socket.send('stuck');
    const closing = socket.close();
    await mock.clock.advance(499);
    expect([pipe.ended, pipe.closed]).toEqual([true, false]);
    await mock.clock.advance(1);
    expect(await closing).toEqual({ dropped: 1 });
    expect(pipe.closed).toBe(true);
  });

  test('gets the last message when it reads in time', async () => {
    const { mock, socket } = open();
    const pipe = await mock.connect(socket);
    pipe.hold();
    await socket.send('last');
    const closing = socket.close();
    pipe.release();
    expect(await closing).toEqual({ dropped: 0 });
    expect(pipe.sent[0]?.text).toBe('last');
  });
});

describe('an address that is dialed', () => {
  test('refuses unless the test accepts', async () => {
    const { mock, socket } = open();
    await expect(socket.dial('mock://b')).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED' });
    const dials = mock.acceptDials('mock://b');
    await socket.dial('mock://b');
    const pipe = await dials.next();
    await socket.send('x');
    expect(pipe.sent).toHaveLength(1);
    await socket.close();
  });

  test('fails as often as told, then accepts', async () => {
    const { mock, socket } = open({ reconnectTime: 100 });
    const dials = mock.acceptDials('mock://b');
    dials.refuse();
    dials.fail(new SpError('ERR_SP_BAD_HEADER'), 2);
    await socket.newDialer('mock://b', { dialAsync: true }).dial();
    await mock.clock.advance(1_000);
    expect(dials.attempts).toHaveLength(4);
    expect(dials.pipes).toHaveLength(1);
    await socket.close();
  });

  test('may never answer', async () => {
    const { mock, socket } = open();
    const dials = mock.acceptDials('mock://b');
    dials.stall(2);
    const dialing = socket.dial('mock://b', { timeout: 50 });
    const failure = dialing.catch((error: unknown) => error);
    await mock.clock.advance(50);
    expect(isSpError(await failure, 'ERR_SP_CONN_TIMEOUT')).toBe(true);
    const second = socket.dial('mock://b');
    await settled();
    dials.answer();
    await second;
    expect(dials.pipes).toHaveLength(1);
    await socket.close();
  });

  test('may be of another protocol', async () => {
    const { mock, socket } = open();
    mock.acceptDials('mock://b', 99);
    await expect(socket.dial('mock://b')).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
    await socket.close();
  });
});
