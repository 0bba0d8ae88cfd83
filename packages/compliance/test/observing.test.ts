import { expect, test } from '@jest/globals';
import { ComplianceError, counter, idOf, mockNet, settled, texts, watch } from '@sp/compliance';
import { Message, SpError } from '@sp/core';
import { Socket } from '@sp/core/protocol';
import { tinyDefinition } from './tiny-protocol.ts';

test('a watched promise is pending until it ends', async () => {
  let end = (): void => undefined;
  const watched = watch(new Promise<void>((resolve) => (end = resolve)));
  await settled();
  expect(watched.state).toBe('pending');
  end();
  await settled();
  expect(watched.state).toBe('done');
});

test('a watched promise tells the text of a message, the code of an error, or the error', async () => {
  const error = new Error('no code');
  const watched = [
    watch(Promise.resolve(new Message('hello'))),
    watch(Promise.reject(new SpError('ERR_SP_CLOSED', 'the socket is closed'))),
    watch(Promise.reject(error)),
  ];
  await settled();
  expect(watched.map(({ state }) => state)).toEqual(['hello', 'ERR_SP_CLOSED', error]);
});

test('what reached a peer reads as one text', async () => {
  const mock = mockNet();
  const socket = new Socket(mock.net, tinyDefinition);
  const peer = await mock.connect(socket);
  for (const text of ['abcd', 'ef']) await socket.send(text);
  expect(texts(peer)).toBe('abcdef');
  expect(idOf(peer.sent[0])).toEqual(Uint8Array.of(0x61, 0x62, 0x63, 0x64));
  expect(() => idOf(peer.sent[2])).toThrow(ComplianceError);
  await socket.close();
});

test('a counter that has not moved is 0', async () => {
  const mock = mockNet();
  const socket = new Socket(mock.net, tinyDefinition);
  await expect(mock.connect(socket, 0x7777)).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
  expect([counter(socket, 'proto'), counter(socket, 'no-such-counter')]).toEqual([1, 0]);
  await socket.close();
});
