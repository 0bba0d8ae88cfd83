import { describe, expect, test } from '@jest/globals';
import { createRawStar, createStar, device, Message, type NodeTransport, type Star, type StarOptions } from '@sp/node';
import { closing, connect, counter, net, schemes, textsUntil, until } from './sockets.ts';

describe.each(schemes)('over %s', (scheme) => {
  /** Nodes connected in a row. */
  async function row(length: number, options?: Partial<StarOptions>): Promise<Star<NodeTransport>[]> {
    const nodes = Array.from({ length }, () => closing(createStar(net, options)));
    for (let n = 1; n < length; n++) await connect(nodes[n - 1]!, [nodes[n]!], scheme);
    return nodes;
  }

  test('[STAR-2] what a leaf sends reaches the hub and the other leaf, and does not come back', async () => {
    const [left, hub, right] = (await row(3)) as [Star, Star, Star];
    await left.send('hello');
    expect([(await hub.recv()).text(), (await right.recv()).text()]).toEqual(['hello', 'hello']);
    await right.send('end');
    expect(await textsUntil(left, 'end')).toEqual([]);
  });

  test('[STAR-3, DEV-9] three hops pass with a ttl of 8, and are dropped and counted with 2', async () => {
    const far = await row(4);
    await far[0]!.send('far');
    for (const node of far.slice(1)) expect((await node.recv()).text()).toBe('far');
    const near = await row(4, { ttl: 2 });
    await near[0]!.send('near');
    for (const node of near.slice(1, 3)) expect((await node.recv()).text()).toBe('near');
    await until(() => counter(near[3]!, 'ttl_drop') === 1);
    expect(near[3]!.tryRecv()).toBeUndefined();
  });

  test('[XSTAR-2] a count of 0 arrives as 1, and after a node in between as 2', async () => {
    const [first, second, third] = [
      closing(createRawStar(net)),
      closing(createRawStar(net)),
      closing(createRawStar(net)),
    ] as const;
    await connect(second, [first, third], scheme);
    await first.send(new Message('counted', Uint8Array.of(0, 0, 0, 0)));
    expect((await second.recv()).header).toEqual(Uint8Array.of(0, 0, 0, 1));
    expect((await third.recv()).header).toEqual(Uint8Array.of(0, 0, 0, 2));
  });

  test("[XSTAR-9] whoever alters a received message alters nobody else's", async () => {
    const hub = closing(createStar(net));
    const leaves = [closing(createStar(net)), closing(createStar(net)), closing(createStar(net))] as const;
    await connect(hub, leaves, scheme);
    const payload = new Uint8Array(100_000).fill(7);
    await leaves[0].send(payload);
    for (const node of [hub, leaves[1], leaves[2]]) {
      const { body } = await node.recv();
      expect(body.every((byte) => byte === 7)).toBe(true);
      body.fill(1);
    }
    expect(payload.every((byte) => byte === 7)).toBe(true);
  });
});

test('nodes in a circle: a message goes round, both ways, until its ttl ends it', async () => {
  const nodes = Array.from({ length: 3 }, () => closing(createStar(net, { ttl: 4 })));
  for (const [n, node] of nodes.entries()) await connect(node, [nodes[(n + 1) % 3]!], 'inproc');
  await nodes[0]!.send('round');
  const drops = (): number => nodes.reduce((sum, node) => sum + counter(node, 'ttl_drop'), 0);
  await until(() => drops() === 2);
  const received = nodes.map((node) => {
    let count = 0;
    while (node.tryRecv() !== undefined) count += 1;
    return count;
  });
  expect(received.reduce((sum, count) => sum + count, 0)).toBe(8);
});

test('[DEV-7] a device connects two stars: each of its sockets counts as a hop', async () => {
  const [front, back] = [closing(createRawStar(net)), closing(createRawStar(net))];
  const [left, right] = [closing(createStar(net)), closing(createRawStar(net))];
  await connect(front, [left], 'inproc');
  await connect(back, [right], 'tcp');
  const running = device(front, back);
  await left.send('across');
  const message = await right.recv();
  expect([message.text(), message.header]).toEqual(['across', Uint8Array.of(0, 0, 0, 2)]);
  running.close();
  await running.done;
});
