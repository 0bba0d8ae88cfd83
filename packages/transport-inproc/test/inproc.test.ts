import { afterEach, describe, expect, test } from '@jest/globals';
import { ManualClock, settled } from '@sp/compliance';
import { Message, transports, type Pipe, type ProtocolInfo } from '@sp/core';
import { withClock, type Socket } from '@sp/core/protocol';
import { inproc } from '@sp/transport-inproc';
import { plainSocket } from './plain-socket.ts';

const clock = new ManualClock();
const sockets: Socket[] = [];

/** A socket with a transport value of its own, as two parts of a program have. */
const open = (info?: ProtocolInfo): Socket => {
  const socket = plainSocket(withClock(transports(inproc()), clock), info);
  sockets.push(socket);
  return socket;
};

const connected = async (address: string): Promise<[Socket, Socket]> => {
  const [one, two] = [open(), open()];
  await one.listen(address);
  await two.dial(address);
  return [one, two];
};

afterEach(async () => {
  for (const socket of sockets.splice(0)) if (!socket.closed) await socket.close();
});

describe('[transports 13.6.1] dialing where nobody listens', () => {
  test('is refused', async () => {
    await expect(open().dial('inproc://1a')).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED' });
  });

  test('connects later when it is asynchronous', async () => {
    const [one, two] = [open(), open()];
    await two.newDialer('inproc://1b', { dialAsync: true }).dial();
    await clock.advance(1_000);
    await one.listen('inproc://1b');
    await clock.advance(1_000);
    await two.send('at last');
    expect((await one.recv()).text()).toBe('at last');
  });
});

describe('[transports 13.6.2] a name', () => {
  test('has one listener, whichever transport value it was made with', async () => {
    await open().listen('inproc://2a');
    await expect(open().listen('inproc://2a')).rejects.toMatchObject({ code: 'ERR_SP_ADDR_IN_USE' });
  });

  test('is free again once its listener has closed, and dialers come back to the next one', async () => {
    const [one, two] = await connected('inproc://2b');
    await one.close();
    const three = open();
    await three.listen('inproc://2b');
    await clock.advance(1_000);
    await two.send('hello again');
    expect((await three.recv()).text()).toBe('hello again');
  });

  test('may be empty, and is compared as it is', async () => {
    await connected('inproc://');
    await open().listen('inproc://Name');
    await expect(open().dial('inproc://name')).rejects.toMatchObject({ code: 'ERR_SP_CONN_REFUSED' });
    await expect(open().dial('inproc://Name')).resolves.toBeDefined();
  });
});

test('[transports 13.6.3] another protocol is refused, and the listener goes on', async () => {
  const one = open();
  await one.listen('inproc://3');
  const stranger = open({ self: 0x20, peer: 0x21, selfName: 'one', peerName: 'other' });
  await expect(stranger.dial('inproc://3')).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
  await open().dial('inproc://3');
  expect(one.stats().find('proto')?.number).toBe(1);
});

describe('[transports 13.6.4] the bytes of a message', () => {
  test('are the receiver’s, whatever the sender does with its own', async () => {
    const [one, two] = await connected('inproc://4a');
    const bytes = new Uint8Array([1, 2, 3]);
    await two.send(bytes);
    bytes.fill(9);
    const received = await one.recv();
    expect([...received.body]).toEqual([1, 2, 3]);
    received.body.fill(7);
    expect([...bytes]).toEqual([9, 9, 9]);
  });

  test('are handed over without a copy where the sender gave its message away', async () => {
    const [one, two] = await connected('inproc://4b');
    const message = new Message('given away');
    const { body } = message;
    await two.send(message);
    expect((await one.recv()).body).toBe(body);
  });
});

test('[transports 13.6.5] the header arrives in front of the body', async () => {
  const [one, two] = await connected('inproc://5');
  await two.send(new Message('world', new Message('hello, ').body));
  const received = await one.recv();
  expect(received.text()).toBe('hello, world');
  expect(received.header).toHaveLength(0);
});

describe('[transports 13.6.6] a connection', () => {
  test('has no options', () => {
    for (const option of [{ maxRecvSize: 1 }, { noDelay: true }]) {
      expect(() => open().newListener('inproc://6a', option)).toThrow('invalid or unsupported option');
      expect(() => open().newDialer('inproc://6a', option)).toThrow('invalid or unsupported option');
    }
  });

  test('has the same address at both ends', async () => {
    const pipes: Pipe[] = [];
    const [one, two] = [open(), open()];
    for (const socket of [one, two]) socket.setPipeHook({ attached: (pipe) => pipes.push(pipe) });
    const { address } = await one.listen('inproc://6b');
    await two.dial('inproc://6b');
    expect(address).toBe('inproc://6b');
    for (const pipe of pipes) {
      expect(pipe.property('localAddress')).toBe('inproc://6b');
      expect(pipe.property('remoteAddress')).toBe('inproc://6b');
    }
    expect(pipes).toHaveLength(2);
  });
});

test.each([0, 1])('[transports 13.6.7] closing end %i ends both', async (closing) => {
  const pipes: Pipe[] = [];
  const lost: Pipe[] = [];
  const [one, two] = [open(), open()];
  for (const socket of [one, two]) {
    socket.setPipeHook({ attached: (pipe) => pipes.push(pipe), detached: (pipe) => lost.push(pipe) });
  }
  await one.listen(`inproc://7${String(closing)}`);
  await two.dial(`inproc://7${String(closing)}`);
  pipes[closing]?.close();
  await settled();
  expect(lost).toHaveLength(2);
});

test('messages sent before close arrive, those of a slow receiver too', async () => {
  const [one, two] = await connected('inproc://8');
  for (let n = 0; n < 256; n += 1) void two.send(`message ${String(n)}`);
  const closing = two.close();
  for (let n = 0; n < 256; n += 1) expect((await one.recv()).text()).toBe(`message ${String(n)}`);
  expect(await closing).toEqual({ dropped: 0 });
});
