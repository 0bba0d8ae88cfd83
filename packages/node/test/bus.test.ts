import { describe, expect, test } from '@jest/globals';
import { createBus, createRawBus, device, type Bus } from '@sp/node';
import { closing, connect, net, schemes, textsUntil } from './sockets.ts';

describe.each(schemes)('over %s', (scheme) => {
  async function star(leaves: number): Promise<{ hub: Bus; peers: Bus[] }> {
    const hub = closing(createBus(net));
    const peers = Array.from({ length: leaves }, () => closing(createBus(net)));
    await connect(hub, peers, scheme);
    return { hub, peers };
  }

  test('[BUS-1] the message of the hub reaches both leaves, that of a leaf only the hub', async () => {
    const { hub, peers } = await star(2);
    const [left, right] = peers as [Bus, Bus];
    await left.send('from the left');
    expect((await hub.recv()).text()).toBe('from the left');
    await hub.send('from the hub');
    for (const leaf of peers) expect((await leaf.recv()).text()).toBe('from the hub');
    await right.send('from the right');
    expect((await hub.recv()).text()).toBe('from the right');
    expect([left.tryRecv(), right.tryRecv(), hub.tryRecv()]).toEqual([undefined, undefined, undefined]);
  });

  test('[BUS-2] a hundred neighbours each get twenty messages in order, and nothing else', async () => {
    const { hub, peers } = await star(100);
    const expected = Array.from({ length: 20 }, (_, n) => `${n}`);
    const received = Promise.all(peers.map((peer) => textsUntil(peer, 'end')));
    for (const text of [...expected, 'end']) await hub.send(text);
    for (const texts of await received) expect(texts).toEqual(expected);
  });

  test('[BUS-3] twenty messages of each of a hundred neighbours arrive, in order for each', async () => {
    const { hub, peers } = await star(100);
    const sending = peers.map(async (peer, n) => {
      for (let round = 0; round < 20; round++) await peer.send(`${n}/${round}`);
    });
    const received = new Map<string, number>();
    for (let left = 2000; left > 0; left -= 1) {
      const [from = '', round] = (await hub.recv()).text().split('/');
      expect(Number(round)).toBe(received.get(from) ?? 0);
      received.set(from, Number(round) + 1);
    }
    await Promise.all(sending);
    expect([received.size, hub.tryRecv()]).toEqual([100, undefined]);
  });

  test('[BUS-9, DEV-5] a device with a single socket connects its neighbours, and sends nothing back', async () => {
    const middle = closing(createRawBus(net));
    const leaves = [closing(createBus(net)), closing(createBus(net)), closing(createBus(net))] as const;
    await connect(middle, leaves, scheme);
    const running = device(middle);
    const [first, second, third] = leaves;
    await first.send('one');
    expect([(await second.recv()).text(), (await third.recv()).text()]).toEqual(['one', 'one']);
    await second.send('two');
    expect([(await first.recv()).text(), (await third.recv()).text()]).toEqual(['two', 'two']);
    expect(leaves.map((leaf) => leaf.tryRecv())).toEqual([undefined, undefined, undefined]);
    running.close();
    await running.done;
  });

  test("whoever alters a received message alters nobody else's", async () => {
    const { hub, peers } = await star(2);
    const payload = new Uint8Array(100_000).fill(7);
    await hub.send(payload);
    expect(payload[0]).toBe(7);
    for (const peer of peers) {
      const { body } = await peer.recv();
      expect(body.every((byte) => byte === 7)).toBe(true);
      body.fill(1);
    }
    expect(payload.every((byte) => byte === 7)).toBe(true);
  });
});

test('[BUS-8, DEV-7] a chain of 25 devices, inproc and TCP in turn, delivers both ways', async () => {
  const [left, right] = [closing(createBus(net)), closing(createBus(net))];
  const devices = Array.from({ length: 25 }, () => ({
    front: closing(createRawBus(net)),
    back: closing(createRawBus(net)),
  }));
  const ends = [left, ...devices.flatMap(({ front, back }) => [front, back]), right];
  for (let at = 0; at < ends.length; at += 2) {
    await connect(ends[at]!, [ends[at + 1]!], schemes[(at / 2) % 2]!);
  }
  const running = devices.map(({ front, back }) => device(front, back));
  for (let n = 0; n < 10; n++) {
    await left.send(`to the right ${n}`);
    expect((await right.recv()).text()).toBe(`to the right ${n}`);
    await right.send(`to the left ${n}`);
    expect((await left.recv()).text()).toBe(`to the left ${n}`);
  }
  expect([left.tryRecv(), right.tryRecv()]).toEqual([undefined, undefined]);
  for (const each of running) each.close();
  await Promise.all(running.map(({ done }) => done));
});
