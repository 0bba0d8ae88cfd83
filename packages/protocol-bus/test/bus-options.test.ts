import { afterEach, describe, expect, test } from '@jest/globals';
import { mockNets } from '@sp/compliance';
import { createBus, createRawBus } from '@sp/protocol-bus';

const newNet = mockNets(afterEach);

describe.each([
  ['cooked', createBus],
  ['raw', createRawBus],
])('options of a %s socket', (kind, create) => {
  test('[BUS-14] defaults: queues of 128, no deadline (in our numbers); no sendDeadline, bestEffort, ttl', () => {
    const bus = create(newNet().net);
    expect(bus.options).toMatchObject({ recvDeadline: Infinity, readQLen: 128, writeQLen: 128, raw: kind === 'raw' });
    const bad = expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' });
    for (const name of ['sendDeadline', 'bestEffort', 'ttl']) {
      expect(() => bus.getOption(name)).toThrow(bad);
      expect(() => {
        bus.configure({ [name]: 1 });
      }).toThrow(bad);
    }
  });

  test.each([
    ['recvDeadline', [0, 10, Infinity], [-1, NaN, '3', new Date()]],
    ['readQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
    ['writeQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
  ])('%s takes good values and keeps the old one when given a bad one', (name, good, wrong) => {
    const bus = create(newNet().net);
    for (const value of good) {
      bus.configure({ [name]: value });
      expect(bus.getOption(name)).toBe(value);
    }
    for (const value of wrong) {
      expect(() => {
        bus.configure({ [name]: value });
      }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
    expect(bus.getOption(name)).toBe(good.at(-1));
  });

  test('writeQLen applies to pipes attached later', async () => {
    const net = newNet();
    const bus = create(net.net);
    const old = await net.connect(bus);
    bus.configure({ writeQLen: 2 });
    const young = await net.connect(bus);
    for (const peer of [old, young]) peer.hold();
    for (let n = 0; n < 10; n++) await bus.send('x');
    for (const peer of [old, young]) peer.release();
    expect([old.sent.length, young.sent.length]).toEqual([10, 3]);
  });

  test('[G-1, G-2, G-4] the socket knows who it is, and has no contexts', () => {
    const bus = create(newNet().net);
    expect(bus.info).toEqual({ self: 0x70, peer: 0x70, selfName: 'bus', peerName: 'bus' });
    expect(() => (bus as unknown as { openContext(): void }).openContext()).toThrow(
      expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
    );
  });
});
