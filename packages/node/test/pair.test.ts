import { describe, expect, test } from '@jest/globals';
import {
  createPair,
  createPair1,
  createPair1Poly,
  createRawPair,
  createRawPair1,
  device,
  Message,
  type Pair,
  type Pair1,
} from '@sp/node';
import { closing, connect, counter, freeAddress, net, schemes, until } from './sockets.ts';

describe.each(schemes)('pairs over %s', (scheme) => {
  describe.each([
    ['PAIR', createPair],
    ['PAIR1', createPair1],
  ] as const)('%s', (_name, create) => {
    const open = (): Pair | Pair1 => closing(create(net));

    test('[PAIR-1, PAIR1-1] both ways, in order', async () => {
      const [one, two] = [open(), open()];
      await connect(one, [two], scheme);
      for (let n = 0; n < 200; n += 1) {
        await one.send(`one ${n}`);
        await two.send(`two ${n}`);
      }
      for (let n = 0; n < 200; n += 1) {
        expect((await one.recv()).text()).toBe(`two ${n}`);
        expect((await two.recv()).text()).toBe(`one ${n}`);
      }
    });

    test('[STAT-1] one message counts once at either end', async () => {
      const [one, two] = [open(), open()];
      await connect(one, [two], scheme);
      await one.send('four');
      await two.recv();
      const scopeOf = (socket: Pair | Pair1, name: string): unknown =>
        socket.stats().findObject('socket', socket)?.find(name);
      expect(scopeOf(one, 'tx_msgs')).toMatchObject({ number: 1, type: 'counter', unit: 'messages' });
      expect(scopeOf(two, 'rx_msgs')).toMatchObject({ number: 1, type: 'counter', unit: 'messages' });
      expect(scopeOf(one, 'tx_bytes')).toMatchObject({ number: 4, type: 'counter', unit: 'bytes' });
      expect(scopeOf(two, 'rx_bytes')).toMatchObject({ number: 4 });
      expect(scopeOf(one, 'rx_msgs')).toMatchObject({ number: 0 });
    });

    test('[PAIR-2, DIAL-10, EV-4] a refused dialer has dialed with success, and saw attaching, attached, detached', async () => {
      const server = open();
      const { address } = await server.listen(freeAddress(scheme));
      const first = create(net);
      await first.dial(net.parse(address));
      const second = closing(create(net, { reconnectTime: 20 }));
      const events: string[] = [];
      second.setPipeHook({
        attaching: () => events.push('attaching'),
        attached: () => events.push('attached'),
        detached: () => events.push('detached'),
      });
      await second.dial(net.parse(address));
      await until(() => events.length >= 3);
      expect(events.slice(0, 3)).toEqual(['attaching', 'attached', 'detached']);
      expect(counter(server, 'already')).toBeGreaterThan(0);
      await first.send('still here');
      expect((await server.recv()).text()).toBe('still here');
      // PAIR-3: when the first has left, the second gets in by itself.
      await first.close();
      await until(() => server.stats().find('pipes')!.number === 1 && events.at(-1) === 'attached');
      await second.send('at last');
      expect((await server.recv()).text()).toBe('at last');
    });
  });

  test('[PAIR-14, POLY-10] PAIR and PAIR1 refuse each other', async () => {
    for (const [server, client] of [
      [createPair(net), createPair1(net)],
      [createPair1(net), createPair(net)],
      [createPair1Poly(net), createPair(net)],
    ] as const) {
      closing(server);
      closing(client);
      const { address } = await server.listen(freeAddress(scheme));
      await expect(client.dial(net.parse(address))).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
      expect(server.stats().find('pipes')!.number).toBe(0);
    }
  });

  test('[PAIR1-14] PAIR1 through a device of two raw sockets, both ways', async () => {
    const [left, right] = [closing(createPair1(net)), closing(createPair1(net))];
    const [front, back] = [closing(createRawPair1(net)), closing(createRawPair1(net))];
    await connect(front, [left], scheme);
    await connect(back, [right], scheme);
    const running = device(front, back);
    await left.send('to the right');
    expect((await right.recv()).text()).toBe('to the right');
    await right.send('to the left');
    const message = await left.recv();
    expect([message.text(), message.header.length]).toEqual(['to the left', 0]);
    running.close();
    await running.done;
  });

  test('[PAIR1-14] a device counts one hop: with ttl 1 nothing passes behind it', async () => {
    const [left, right] = [closing(createPair1(net)), closing(createPair1(net, { ttl: 1 }))];
    const [front, back] = [closing(createRawPair1(net)), closing(createRawPair1(net))];
    await connect(front, [left], scheme);
    await connect(back, [right], scheme);
    const running = device(front, back);
    await left.send('too far');
    await until(() => counter(right, 'ttl_drop') === 1);
    right.configure({ ttl: 2 });
    await left.send('near enough');
    expect((await right.recv()).text()).toBe('near enough');
    running.close();
    await running.done;
  });

  test('[PAIR1-14] a single raw socket reflects', async () => {
    const [client, mirror] = [closing(createPair1(net)), closing(createRawPair1(net))];
    await connect(mirror, [client], scheme);
    const running = device(mirror);
    for (const text of ['a', 'b']) {
      await client.send(text);
      expect((await client.recv()).text()).toBe(text);
    }
    running.close();
    await running.done;
  });

  test('[PAIR-13, PAIR1-13] raw sockets talk to each other', async () => {
    const [one, two] = [closing(createRawPair(net)), closing(createRawPair(net))];
    await connect(one, [two], scheme);
    await one.send('x');
    const message = await two.recv();
    expect([message.text(), message.header.length]).toEqual(['x', 0]);
    expect(message.pipe!.id).toBeGreaterThan(0);
    const [three, four] = [closing(createRawPair1(net)), closing(createRawPair1(net))];
    await connect(three, [four], scheme);
    await three.send(new Message('y', Uint8Array.of(0, 0, 0, 5)));
    expect([...(await four.recv()).header]).toEqual([0, 0, 0, 6]);
  });

  test('[POLY-2] one socket answers several peers, each its own', async () => {
    const server = closing(createPair1Poly(net));
    const clients = [closing(createPair1(net)), closing(createPair1(net)), closing(createPair1Poly(net))];
    await connect(server, clients, scheme);
    void (async () => {
      for await (const message of server)
        await server.send(new Message(`re: ${message.text()}`, undefined, message.pipe));
    })();
    for (let round = 0; round < 20; round += 1) {
      for (const [n, client] of clients.entries()) await client.send(`${n}/${round}`);
      for (const [n, client] of clients.entries()) expect((await client.recv()).text()).toBe(`re: ${n}/${round}`);
    }
  });
});
