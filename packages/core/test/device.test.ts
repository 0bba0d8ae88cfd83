import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { device, transports, type Forwards } from '@sp/core';
import { withClock } from '@sp/core/protocol';
import { ManualClock, settled } from '@sp/compliance';
import { createBroadcast } from './support/broadcast.ts';
import { code } from './support/code.ts';
import { linked } from './support/linked.ts';
import { outcome } from './support/outcome.ts';
import { createCookedPair, createPair } from './support/pair.ts';
import { testNet } from './support/test-net.ts';

/** Two raw pairs, each with a peer. */
const setUp = async () => {
  const mock = testNet();
  const [front, back] = [createPair(mock.net), createPair(mock.net)];
  return { front, back, left: await mock.connect(front), right: await mock.connect(back) };
};

/** A device as JavaScript can call it. */
const anyDevice = device as (front: unknown, back?: unknown) => ReturnType<typeof device>;

describe('what a device takes', () => {
  it('[DEV-1] one socket of either side alone, but not none', () => {
    const { net } = testNet();
    device(createPair(net), undefined).close();
    device(undefined, createPair(net)).close();
    anyDevice(null, createPair(net)).close();
    expect(() => anyDevice(undefined)).toThrow(code('ERR_SP_CLOSED'));
    expect(() => anyDevice(null, null)).toThrow(code('ERR_SP_CLOSED'));
  });

  it('[DEV-2] no pair that does not match, nor one socket that is not its own peer', () => {
    const { net } = testNet();
    expect(() => anyDevice(createPair(net), createBroadcast(net))).toThrow(code('ERR_SP_BAD_PROTO'));
    expect(() => anyDevice(createBroadcast(net))).toThrow(code('ERR_SP_BAD_PROTO'));
  });

  it('[DEV-2, DEV-3] says that the numbers do not match before it looks for cooked sockets', () => {
    const { net } = testNet();
    expect(() => anyDevice(createCookedPair(net), createBroadcast(net))).toThrow(code('ERR_SP_BAD_PROTO'));
  });

  it('[DEV-3] no cooked socket, on either side or both', () => {
    const { net } = testNet();
    const [raw, cooked] = [createPair(net), createCookedPair(net)];
    for (const [front, back] of [
      [cooked, raw],
      [raw, cooked],
      [cooked, cooked],
      [cooked, undefined],
    ]) {
      expect(() => anyDevice(front, back)).toThrow(code('ERR_SP_NOT_RAW'));
    }
  });

  it('[DEV-3] passes on what reading raw throws, and takes nothing but true', () => {
    const { info } = createPair(testNet().net);
    const failing = {
      info,
      get raw(): boolean {
        throw new Error('no idea');
      },
    };
    expect(() => anyDevice(failing)).toThrow('no idea');
    expect(() => anyDevice({ info, raw: 1 })).toThrow(code('ERR_SP_NOT_RAW'));
  });
});

describe('a device', () => {
  it('[DEV-4] forwards both ways', async () => {
    const { front, back, left, right } = await setUp();
    device(front, back);
    left.deliver('from the left');
    right.deliver('from the right');
    await settled();
    expect([left.sent[0]?.text, right.sent[0]?.text]).toEqual(['from the right', 'from the left']);
  });

  it('reflects where there is one socket', async () => {
    const { front, left } = await setUp();
    device(front);
    left.deliver('hello');
    await settled();
    expect(left.sent.map(({ text }) => text)).toEqual(['hello']);
  });

  it('reflects in one loop, so that the order is kept', async () => {
    const { front } = await setUp();
    let calls = 0;
    const recv = front.recv.bind(front);
    front.recv = (call) => {
      calls += 1;
      return recv(call);
    };
    device(front);
    await settled();
    expect(calls).toBe(1);
  });

  it('forwards headers as they are', async () => {
    const { net } = testNet();
    const sent: unknown[] = [];
    const { info } = createPair(net);
    const message = { header: Uint8Array.of(1), body: Uint8Array.of(2) };
    const from: Partial<Forwards> = { raw: true, info, recv: async () => message as never };
    const to: Partial<Forwards> = {
      raw: true,
      info,
      send: async (payload) => {
        sent.push(payload);
        throw new Error('one is enough');
      },
    };
    await anyDevice(from, to).done;
    expect(sent).toEqual([message]);
    expect(sent[0]).toBe(message);
  });

  it('stops on close, once, and leaves sockets open and messages where they are', async () => {
    const { front, back, left } = await setUp();
    const running = device(front, back);
    running.close();
    running.close();
    await running.done;
    left.deliver('stays');
    await settled();
    expect([front.closed, back.closed, front.tryRecv()?.text()]).toEqual([false, false, 'stays']);
  });

  it('goes on in one direction where the other has ended', async () => {
    const { front, back, right } = await setUp();
    front.configure({ recvDeadline: 0 });
    const running = outcome(device(front, back).done);
    await settled();
    right.deliver('still forwarded');
    await settled();
    expect([running.state, back.tryRecv()]).toEqual(['pending', undefined]);
  });

  it.each(['front', 'back'] as const)(
    '[DEV-8] ends when its %s closes, and so does the other end then',
    async (side) => {
      const { front, back, left, right } = await setUp();
      const forwarding = device(front, back);
      const running = outcome(forwarding.done);
      const [closes, stays] = side === 'front' ? [front, back] : [back, front];
      await closes.close();
      await settled();
      (side === 'front' ? right : left).deliver('for nobody');
      await settled();
      expect([running.state, stays.closed]).toEqual(['resolved', false]);
      // The last message was taken before anybody could know.
      expect(forwarding.dropped).toBe(1);
    },
  );

  it('[DEV-8] leaves nothing behind: no waiting call, no timer', async () => {
    const mock = testNet();
    const [front, back] = [createPair(mock.net), createPair(mock.net)];
    const running = device(front, back);
    expect(mock.clock.keepingAlive).toBe(2);
    await Promise.all([front.close(), back.close()]);
    await running.done;
    expect(mock.clock.pending).toBe(0);
  });

  it('[DEV-6] carries back-pressure: with the far end gone the sender waits, and ends when it closes', async () => {
    const net = withClock(transports(linked()), new ManualClock());
    const [sender, front, back, far] = [createPair(net), createPair(net), createPair(net), createPair(net)];
    await front.listen('linked://front');
    await back.listen('linked://back');
    await sender.dial('linked://front');
    await far.dial('linked://back');
    const running = device(front, back);
    await sender.send('arrives');
    expect((await far.recv()).text()).toBe('arrives');
    await far.close();
    let accepted = 0;
    const sends = (async () => {
      for (;;) {
        await sender.send('x');
        accepted += 1;
      }
    })();
    const ended = outcome(sends);
    await settled(50);
    expect([ended.state, accepted < 50]).toEqual(['pending', true]);
    void sender.close();
    await settled();
    expect(ended.code).toBe('ERR_SP_CLOSED');
    running.close();
    await running.done;
  });
});

it('a device leaves no listener on the signals of calls', async () => {
  const { front, back, left } = await setUp();
  const signals = new Set<AbortSignal>();
  const recv = front.recv.bind(front);
  front.recv = (call) => {
    signals.add(call?.signal as AbortSignal);
    return recv(call);
  };
  const running = device(front, back);
  for (let n = 0; n < 100; n++) {
    left.deliver('x');
    await settled(1);
  }
  const [signal] = signals;
  expect([signals.size, getEventListeners(signal!, 'abort').length]).toEqual([1, 2]);
  running.close();
  await running.done;
  expect(getEventListeners(signal!, 'abort')).toHaveLength(0);
});
