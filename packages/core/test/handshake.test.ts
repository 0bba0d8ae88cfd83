import { afterEach, describe, expect, it } from '@jest/globals';
import { isSpError } from '../src/sp-error.ts';
import { checkHandshake, encodeHandshake } from '../src/stream/handshake.ts';
import { openStreamPipe, type StreamPipeInit } from '@sp/core/stream';
import { ManualClock, settled, type TestDuplex } from '@sp/compliance';
import {
  bytes,
  closePairs,
  frame,
  hex,
  initOf,
  newPair,
  openPipe,
  pattern,
  pull,
  push,
  RecordingDuplex,
  RecordingSink,
} from './stream-doubles.ts';

afterEach(closePairs);

const good = '00 53 50 00 00 50 00 00';

interface Attempt {
  readonly far: TestDuplex;
  readonly near: TestDuplex;
  readonly clock: ManualClock;
  /** The code of the failure, 'open', or 'pending'. */
  readonly outcome: () => unknown;
}

const attempt = (more: Partial<StreamPipeInit> = {}): Attempt => {
  const [near, far] = newPair({ allowHalfOpen: true });
  const clock = new ManualClock();
  let outcome: unknown = 'pending';
  openStreamPipe(near, initOf({ clock, ...more })).then(
    () => (outcome = 'open'),
    (error: unknown) => (outcome = isSpError(error) ? error.code : error),
  );
  return { far, near, clock, outcome: () => outcome };
};

describe('the handshake header', () => {
  it.each([
    [0x30, '00 53 50 00 00 30 00 00'],
    [0x51, '00 53 50 00 00 51 00 00'],
    [0x640, '00 53 50 00 06 40 00 00'],
    [0xffff, '00 53 50 00 ff ff 00 00'],
  ])('of protocol %d is %s', (self, wire) => {
    expect(hex(encodeHandshake(self))).toBe(wire);
  });

  it('is accepted from the one right peer', () => {
    expect(checkHandshake(bytes(good), pull)).toBeUndefined();
  });

  it.each([0, 1, 2, 6, 7])('[transports 13.2.4] with any other byte at offset %d is a bad header', (offset) => {
    for (let value = 0; value < 256; value += 1) {
      const header = bytes(good);
      if (header[offset] === value) continue;
      header[offset] = value;
      expect(checkHandshake(header, pull)?.code).toBe('ERR_SP_BAD_HEADER');
    }
  });

  it('[transports 13.2.4] with any version but 0 is a bad version', () => {
    for (let version = 1; version < 256; version += 1) {
      expect(checkHandshake(Uint8Array.of(0, 0x53, 0x50, version, 0, 0x50, 0, 0), pull)?.code).toBe(
        'ERR_SP_BAD_VERSION',
      );
    }
  });

  it('with any other protocol number is a bad protocol', () => {
    for (const wire of ['00 51', '00 00', '50 00', '01 50', 'ff ff']) {
      expect(checkHandshake(bytes(`00 53 50 00 ${wire} 00 00`), pull)?.code).toBe('ERR_SP_BAD_PROTO');
    }
  });

  it('is checked for magic and reserved bytes first, then the version, then the number', () => {
    expect(checkHandshake(bytes('00 53 50 01 00 51 00 01'), pull)?.code).toBe('ERR_SP_BAD_HEADER');
    expect(checkHandshake(bytes('00 53 50 01 00 51 00 00'), pull)?.code).toBe('ERR_SP_BAD_VERSION');
  });
});

describe('openStreamPipe', () => {
  it('[transports 13.2.1] writes its own header before it returns, without waiting for the other', () => {
    const duplex = new RecordingDuplex();
    void openStreamPipe(duplex, initOf({ info: push }));
    expect(duplex.written.map(hex)).toEqual(['00 53 50 00 00 50 00 00']);
  });

  it('[transports 13.2.2] takes the header one byte at a time', async () => {
    const { far, outcome } = attempt();
    for (const byte of bytes(good)) {
      expect(outcome()).toBe('pending');
      far.write(Uint8Array.of(byte));
      await settled();
    }
    expect(outcome()).toBe('open');
  });

  it('[transports 13.2.3] takes header and first message from one segment', async () => {
    const [near, far] = newPair();
    far.write(bytes(`${good} 00 00 00 00 00 00 00 02 68 69 00 00 00 00 00 00`));
    const pipe = await openStreamPipe(near, initOf());
    await settled();
    const sink = new RecordingSink();
    pipe.attach(sink);
    far.write(bytes('00 01 61'));
    await settled();
    expect(sink.texts).toEqual(['hi', 'a']);
  });

  it('[transports 13.2.3] and from segments split anywhere', async () => {
    for (let chunkSize = 1; chunkSize <= 19; chunkSize += 1) {
      const [near, far] = newPair({ chunkSize });
      far.write(bytes(`${good} 00 00 00 00 00 00 00 02 68 69`));
      const pipe = await openStreamPipe(near, initOf());
      const sink = new RecordingSink();
      pipe.attach(sink);
      await settled();
      expect(sink.texts).toEqual(['hi']);
    }
  });

  it('tells the peer and its addresses', async () => {
    const { pipe } = await openPipe({ property: (name) => (name === 'colour' ? 'red' : undefined) });
    expect(pipe.peer).toBe(0x50);
    expect([pipe.localAddress, pipe.remoteAddress]).toEqual(['near', 'far']);
    expect(pipe.property('localAddress')).toBe('near');
    expect(pipe.property('remoteAddress')).toBe('far');
    expect(pipe.property('colour')).toBe('red');
  });

  it('[transports 13.1.13] tells its receive limit and knows no unknown property', async () => {
    const { pipe } = await openPipe({ maxRecvSize: 4_321 });
    expect(pipe.property('maxRecvSize')).toBe(4_321);
    expect(pipe.property('nonsense')).toBeUndefined();
  });

  it.each([
    ['01 53 50 00 00 50 00 00', 'ERR_SP_BAD_HEADER'],
    ['00 73 50 00 00 50 00 00', 'ERR_SP_BAD_HEADER'],
    ['00 53 70 00 00 50 00 00', 'ERR_SP_BAD_HEADER'],
    ['00 53 50 01 00 50 00 00', 'ERR_SP_BAD_VERSION'],
    ['00 53 50 00 00 51 00 00', 'ERR_SP_BAD_PROTO'],
    ['00 53 50 00 00 50 01 00', 'ERR_SP_BAD_HEADER'],
    ['00 53 50 00 00 50 00 01', 'ERR_SP_BAD_HEADER'],
  ])('[transports 13.2.4, TR-10] closes the connection on %s: %s', async (wire, code) => {
    const { far, near, clock, outcome } = attempt();
    far.write(bytes(wire));
    await settled();
    expect(outcome()).toBe(code);
    expect(near.destroyed).toBe(true);
    expect(clock.pending).toBe(0);
    expect(hex(near.sentBytes)).toBe('00 53 50 00 00 51 00 00');
  });

  it.each(['', '00', '00 53 50 00 00 50 00'])('[TR-10] reports a peer that hangs up after "%s"', async (wire) => {
    const { far, near, clock, outcome } = attempt();
    if (wire !== '') far.write(bytes(wire));
    far.end();
    await settled();
    expect(outcome()).toBe('ERR_SP_EOF');
    expect(near.destroyed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('reports a connection that is closed without any event but that', async () => {
    const { near, outcome } = attempt();
    near.destroy();
    await settled();
    expect(outcome()).toBe('ERR_SP_EOF');
  });

  it('reports a connection that breaks, with the cause', async () => {
    const { near, outcome } = attempt();
    near.fail(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await settled();
    expect(outcome()).toBe('ERR_SP_CONN_RESET');
  });

  it('[transports 13.2.6] gives a silent peer 10 s, and no longer', async () => {
    const { clock, near, outcome } = attempt();
    await clock.advance(9_999);
    expect(outcome()).toBe('pending');
    await clock.advance(1);
    expect(outcome()).toBe('ERR_SP_CONN_TIMEOUT');
    expect(near.destroyed).toBe(true);
  });

  it('[transports 13.2.6] does not let a trickle of bytes extend that time', async () => {
    const { clock, far, outcome } = attempt({ handshakeTimeout: 70 });
    for (const byte of bytes(good).subarray(0, 7)) {
      expect(outcome()).toBe('pending');
      far.write(Uint8Array.of(byte));
      await clock.advance(10);
    }
    expect(outcome()).toBe('ERR_SP_CONN_TIMEOUT');
  });

  it('does not keep the process alive, and sets no timer once the pipe is open', async () => {
    const { clock, far, outcome } = attempt();
    expect([clock.pending, clock.keepingAlive]).toEqual([1, 0]);
    far.write(bytes(good));
    await settled();
    expect(outcome()).toBe('open');
    expect(clock.pending).toBe(0);
  });

  it('rejects with the reason of its signal, before and during the handshake', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const during = attempt({ signal: controller.signal });
    controller.abort(reason);
    const before = attempt({ signal: controller.signal });
    await settled();
    expect(during.outcome()).toBe(reason);
    expect(before.outcome()).toBe(reason);
    expect([during.near.destroyed, before.near.destroyed]).toEqual([true, true]);
    expect([during.clock.pending, before.clock.pending]).toEqual([0, 0]);
    expect(before.near.sentBytes).toHaveLength(0);
  });

  it('leaves an open pipe alone when the signal is aborted', async () => {
    const controller = new AbortController();
    const { sink, far, clock } = await openPipe({ signal: controller.signal });
    controller.abort();
    await clock.advance(20_000);
    far.write(frame(pattern(3)));
    await settled();
    expect(sink.messages).toHaveLength(1);
  });
});
