import { describe, expect, it } from '@jest/globals';
import { device, transports, type Receives, type Sends, type SocketBase } from '@sp/core';
import type { Transport } from '@sp/core/transport';
import type { TestBroadcast } from './support/broadcast.ts';
import { linked } from './support/linked.ts';
import { createMailbox, type TestMailbox, type TestMailboxContext } from './support/mailbox.ts';
import { createCookedPair, createPair, type TestPair } from './support/pair.ts';
import { limited, testNet } from './support/test-net.ts';

/** What is passed here is for the compiler alone: `tsc` fails where an error that is expected does not come. */
const compiles = (code: (...args: never) => unknown): void => expect(code).toBeInstanceOf(Function);

/** Whether a type has no such member. */
type Lacks<T, Name extends PropertyKey> = Name extends keyof T ? false : true;

const mockPair = () => createPair(testNet().net);
const limitedPair = () => createPair(limited(testNet()).net);

describe('addresses', () => {
  it('are those of the transports given', () => {
    compiles(async (text: string) => {
      const pair = createPair(transports(linked()));
      await pair.dial('linked://x');
      // @ts-expect-error no such transport was given
      await pair.dial('tcp://127.0.0.1:1');
      // @ts-expect-error any string may be anything
      await pair.dial(text);
    });
  });

  it('are narrowed by accepts and parse', () => {
    compiles(async (text: string) => {
      const { net } = testNet();
      if (net.accepts(text)) await mockPair().dial(text);
      await mockPair().dial(net.parse(text));
    });
  });

  it('of a transport that only dials can not be listened on', () => {
    compiles(async (dialOnly: Transport<'out'>) => {
      const pair = createPair(transports(dialOnly, linked()));
      await pair.dial('out://x');
      await pair.listen('linked://x');
      // @ts-expect-error there is nothing to listen with
      await pair.listen('out://x');
      // @ts-expect-error nor for a listener of its own
      pair.newListener('out://x');
    });
  });
});

describe('options', () => {
  it('of dial and listen follow from the address', () => {
    compiles(async () => {
      const dialer = await limitedPair().dial('mock://x', { maxRecvSize: 1, reconnectTime: 1, timeout: 1 });
      const size: number = dialer.options.maxRecvSize + dialer.options.reconnectTime;
      const listener = await limitedPair().listen('mock://x', { maxRecvSize: size });
      listener.configure({ maxRecvSize: listener.options.maxRecvSize });
      // @ts-expect-error a number is wanted
      await limitedPair().dial('mock://x', { maxRecvSize: '1' });
      // @ts-expect-error a number is wanted
      await limitedPair().listen('mock://x', { maxRecvSize: '1' });
      // @ts-expect-error this transport has no such option
      await mockPair().dial('mock://x', { maxRecvSize: 1 });
      // @ts-expect-error listeners do not reconnect
      await limitedPair().listen('mock://x', { reconnectTime: 1 });
    });
  });

  it('of a socket are those of its protocol and of core', () => {
    compiles(() => {
      const { net } = testNet();
      createPair(net, { writeQLen: 1, linger: 1 });
      // @ts-expect-error no such option
      createPair(net, { bogus: 1 });
      // @ts-expect-error a number is wanted
      createPair(net, { linger: '1' });
      // @ts-expect-error facts are not set
      mockPair().configure({ raw: false });
      // @ts-expect-error nor is what was read
      mockPair().options.linger = 1;
      // @ts-expect-error contexts have no options of core
      createMailbox(net).openContext({ linger: 1 });
    });
  });
});

describe('verbs', () => {
  it('are those that the pattern has', () => {
    const lacks: [
      Lacks<TestBroadcast, 'recv'>,
      Lacks<TestBroadcast, typeof Symbol.asyncIterator>,
      Lacks<TestMailbox, 'send'>,
      Lacks<TestPair, 'openContext'>,
      Lacks<Sends & Receives, 'close'>,
      Lacks<TestMailboxContext, 'dial'>,
    ] = [true, true, true, true, true, true];
    expect(lacks).not.toContain(false);
  });

  it('take payloads and call options', () => {
    compiles(async () => {
      await mockPair().send(new Uint8Array(1), { signal: new AbortController().signal, timeout: 1 });
      // @ts-expect-error no payload
      await mockPair().send({ id: 1 });
      // @ts-expect-error no such option
      await mockPair().recv({ deadline: 1 });
    });
  });
});

describe('devices', () => {
  it('take raw sockets that face each other', () => {
    compiles((mailbox: TestMailbox, broadcast: TestBroadcast) => {
      const { net } = testNet();
      device(mockPair(), mockPair());
      device(mockPair());
      // @ts-expect-error the numbers do not pair up
      device(broadcast, mailbox);
      // @ts-expect-error the numbers do not pair up
      device(mockPair(), broadcast);
      // @ts-expect-error one alone must be its own peer
      device(broadcast);
      // @ts-expect-error cooked sockets forward nothing
      device(createCookedPair(net), createCookedPair(net));
    });
  });
});

describe('socket types', () => {
  it('need no parameters in the signatures of functions', () => {
    compiles(() => {
      const takesPair = async (pair: TestPair): Promise<void> => {
        await pair.dial('any://x', { reconnectTime: 1 });
        await pair.listen('any://x');
        await pair.send('x');
      };
      const takesSender = (sender: Sends & SocketBase): Promise<void> => sender.send('x');
      const takesReceiver = (receiver: Receives): AsyncIterable<unknown> => receiver;
      void takesPair(mockPair());
      void takesSender(mockPair());
      takesReceiver(mockPair());
    });
  });
});
