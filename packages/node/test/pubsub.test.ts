import { describe, expect, test } from '@jest/globals';
import {
  createPair,
  createPair1,
  createPub,
  createPull,
  createPush,
  createRawPub,
  createRawSub,
  createRep,
  createReq,
  createSub,
  device,
  type Pub,
  type Sub,
} from '@sp/node';
import { closing, connect, net, schemes, textsUntil, until } from './sockets.ts';

describe.each(schemes)('publish/subscribe over %s', (scheme) => {
  async function connected(...topics: string[][]): Promise<{ pub: Pub; subs: Sub[] }> {
    const pub = closing(createPub(net, { writeQLen: 1000 }));
    const subs = topics.map((subscribe) => closing(createSub(net, { subscribe, readQLen: 1000 })));
    await connect(pub, subs, scheme);
    return { pub, subs };
  }

  test('[PUB-4, SUB-5] every subscriber gets exactly what it subscribed to, in order', async () => {
    const { pub, subs } = await connected(['a', 'end'], ['b', 'end'], ['']);
    for (let n = 0; n < 100; n += 1) await pub.send(`${'abc'[n % 3]!} ${n}`);
    await pub.send('end');
    const [a, b, all] = await Promise.all(subs.map((sub) => textsUntil(sub, 'end')));
    const sent = Array.from({ length: 100 }, (_, n) => `${'abc'[n % 3]!} ${n}`);
    expect(a).toEqual(sent.filter((text) => text.startsWith('a')));
    expect(b).toEqual(sent.filter((text) => text.startsWith('b')));
    expect(all).toEqual(sent);
  });

  test('[PUB-13, SUB-22] whoever changes a received message changes it for nobody else, nor for the publisher', async () => {
    const { pub, subs } = await connected([''], ['']);
    const contexts = [...subs, ...subs.map((sub) => sub.openContext({ subscribe: [''] }))];
    const original = Uint8Array.of(1, 2, 3, 4);
    for (let round = 0; round < 3; round += 1) {
      await pub.send(original);
      for (const context of contexts) {
        const message = await context.recv();
        expect([...message.body]).toEqual([1, 2, 3, 4]);
        message.body.fill(0xff);
      }
    }
    expect([...original]).toEqual([1, 2, 3, 4]);
  });

  test('[PUB-13] the same for a large message', async () => {
    const { pub, subs } = await connected([''], ['']);
    const original = new Uint8Array(200_000).fill(7);
    await pub.send(original);
    for (const sub of subs) {
      const { body } = await sub.recv();
      expect(body.length).toBe(200_000);
      expect(body.every((byte) => byte === 7)).toBe(true);
      body.fill(0xff);
    }
    expect(original.every((byte) => byte === 7)).toBe(true);
  });

  test('[SUB-23] a publisher that is dialed twice delivers twice', async () => {
    const pub = closing(createPub(net));
    const sub = closing(createSub(net, { subscribe: [''] }));
    await connect(pub, [sub, sub], scheme);
    await pub.send('a');
    await pub.send('end');
    expect([await textsUntil(sub, 'end'), await textsUntil(sub, 'end')].flat()).toEqual(['a', 'a']);
  });

  test('[SUB-17] contexts of one connection filter each for itself', async () => {
    const pub = closing(createPub(net));
    const sub = closing(createSub(net));
    await connect(pub, [sub], scheme);
    const contexts = ['x', 'y'].map((topic) => sub.openContext({ subscribe: [topic, 'end'] }));
    for (const text of ['x1', 'y1', 'z1', 'x2', 'y2', 'end']) await pub.send(text);
    const [x, y] = await Promise.all(contexts.map((context) => textsUntil(context, 'end')));
    expect([x, y]).toEqual([
      ['x1', 'x2'],
      ['y1', 'y2'],
    ]);
  });

  test('a device of raw sockets passes everything on, and subscribers behind it filter', async () => {
    const pub = closing(createPub(net));
    const [front, back] = [closing(createRawSub(net)), closing(createRawPub(net))];
    const sub = closing(createSub(net, { subscribe: ['a', 'end'] }));
    await connect(pub, [front], scheme);
    await connect(back, [sub], scheme);
    const running = device(front, back);
    for (const text of ['a1', 'b1', 'a2', 'end']) await pub.send(text);
    expect(await textsUntil(sub, 'end')).toEqual(['a1', 'a2']);
    running.close();
    await running.done;
  });

  test('a subscriber that is gone costs the publisher nothing', async () => {
    const pub = closing(createPub(net));
    const [leaving, staying] = [createSub(net, { subscribe: [''] }), closing(createSub(net, { subscribe: [''] }))];
    await connect(pub, [leaving, staying], scheme);
    await leaving.close();
    await until(() => pub.stats().find('pipes')!.number === 1);
    for (const text of ['a', 'end']) await pub.send(text);
    expect(await textsUntil(staying, 'end')).toEqual(['a']);
  });
});

test('[SUB-27] only SUB sockets have subscriptions: the option is ERR_SP_BAD_OPTION elsewhere, and there are no verbs', () => {
  for (const create of [
    createPub,
    createRawSub,
    createRawPub,
    createPush,
    createPull,
    createPair,
    createPair1,
    createReq,
    createRep,
  ]) {
    expect(() => create(net, { subscribe: ['a'] } as object)).toThrow(
      expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
    );
    const socket = closing(create(net));
    expect(() => socket.configure({ subscribe: ['a'] } as object)).toThrow(
      expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
    );
    expect(['subscribe', 'unsubscribe'].filter((verb) => verb in socket)).toEqual([]);
  }
});
