import { afterEach, describe, expect, test } from '@jest/globals';
import { mockNets } from '@sp/compliance';
import { createRawStar, createStar } from '@sp/protocol-star';

const newNet = mockNets(afterEach);

describe.each([
  ['cooked', createStar],
  ['raw', createRawStar],
])('options of a %s socket', (kind, create) => {
  test('defaults: queues of 128, ttl 8, no deadline (in our numbers); no sendDeadline, no bestEffort', () => {
    const star = create(newNet().net);
    expect(star.options).toMatchObject({
      recvDeadline: Infinity,
      readQLen: 128,
      writeQLen: 128,
      ttl: 8,
      raw: kind === 'raw',
    });
    for (const name of ['sendDeadline', 'bestEffort']) {
      expect(() => star.getOption(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }));
    }
  });

  test.each([
    ['ttl', [1, 2, 255], [0, -1, 256, 1.5, '3', new Date()]],
    ['recvDeadline', [0, 10, Infinity], [-1, NaN, '3', new Date()]],
    ['readQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
    ['writeQLen', [0, 1, 9000], [-1, 0.5, '3', new Date()]],
  ])('[STAR-4] %s takes good values and keeps the old one when given a bad one', (name, good, bad) => {
    const star = create(newNet().net);
    for (const value of good) {
      star.configure({ [name]: value });
      expect(star.getOption(name)).toBe(value);
    }
    for (const value of bad) {
      expect(() => {
        star.configure({ [name]: value });
      }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
    expect(star.getOption(name)).toBe(good.at(-1));
  });

  test('[G-1, G-2, G-4] the socket knows who it is, and has no contexts', () => {
    const star = create(newNet().net);
    expect(star.info).toEqual({ self: 0x640, peer: 0x640, selfName: 'star', peerName: 'star' });
    expect(() => (star as unknown as { openContext(): void }).openContext()).toThrow(
      expect.objectContaining({ code: 'ERR_SP_PROTO_OP' }),
    );
  });
});
