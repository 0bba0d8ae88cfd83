import { expect, test } from '@jest/globals';
import {
  createPair1,
  createPair1Poly,
  createPub,
  createPull,
  createPush,
  createRawPub,
  createRawPull,
  createRawPush,
  createRawSub,
  createSub,
  device,
} from '@sp/node';
import { closing, net } from './sockets.ts';

/** Compiles for the verbs that a socket shows. */
const verb = <S>(socket: S, name: keyof S): unknown => socket[name];

test('sockets show the verbs of their pattern, and no others', () => {
  const [pub, push] = [closing(createPub(net)), closing(createPush(net))];
  const [sub, pull] = [closing(createSub(net)), closing(createPull(net))];
  for (const sender of [pub, push, closing(createRawPub(net)), closing(createRawPush(net))]) {
    verb(sender, 'trySend');
    // @ts-expect-error it does not receive
    verb(sender, 'recv');
    // @ts-expect-error it has no contexts
    verb(sender, 'openContext');
  }
  for (const receiver of [sub, pull, closing(createRawSub(net)), closing(createRawPull(net))]) {
    verb(receiver, 'batches');
    // @ts-expect-error it does not send
    verb(receiver, 'send');
  }
  verb(sub, 'subscribe');
  verb(sub.openContext(), 'unsubscribe');
  // @ts-expect-error only SUB subscribes
  verb(pull, 'subscribe');
});

test('[POLY-1, PUB-10, SUB-27] options of other patterns, and facts, do not compile', () => {
  const bad = expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' });
  // @ts-expect-error a PUB socket never waits
  expect(() => createPub(net, { sendDeadline: 1 })).toThrow(bad);
  // @ts-expect-error only SUB subscribes
  expect(() => createPull(net, { subscribe: ['a'] })).toThrow(bad);
  // @ts-expect-error it can only be read
  expect(() => createPair1(net, { polyamorous: true })).toThrow(bad);
  expect(closing(createPair1Poly(net)).options.polyamorous).toBe(true);
});

test('only raw sockets that face each other make a device', () => {
  const [sub, pub] = [closing(createSub(net)), closing(createPub(net))];
  const [rawPub, rawPush] = [closing(createRawPub(net)), closing(createRawPush(net))];
  // @ts-expect-error both are cooked
  expect(() => device(sub, pub)).toThrow(expect.objectContaining({ code: 'ERR_SP_NOT_RAW' }));
  // @ts-expect-error PUSH does not face PUB
  expect(() => device(rawPub, rawPush)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_PROTO' }));
});
