import { afterEach, describe, expect, it } from '@jest/globals';
import { defer, Message } from '@sp/core/transport';
import { openStreamPipe } from '@sp/core/stream';
import { settled } from '@sp/compliance';
import {
  bytes,
  closePairs,
  concat,
  frame,
  hex,
  initOf,
  newPair,
  openPipe,
  pattern,
  RecordingSink,
} from './stream-doubles.ts';

afterEach(closePairs);

const text = (body: string): Uint8Array => frame(new TextEncoder().encode(body));

describe('a stream pipe receives', () => {
  it('[T-003] whole messages with an empty header, in order', async () => {
    const { far, sink } = await openPipe();
    far.write(bytes('00 00 00 00 00 00 00 07 80 00 00 01 61 62 63 00 00 00 00 00 00 00 00'));
    await settled();
    expect(sink.messages.map(({ header, body }) => [hex(header), hex(body)])).toEqual([
      ['', '80 00 00 01 61 62 63'],
      ['', ''],
    ]);
  });

  it('with the prefix of IPC', async () => {
    const { far, sink } = await openPipe({ prefixByte: 1 });
    far.write(bytes('01 00 00 00 00 00 00 00 02 68 69'));
    await settled();
    expect(sink.texts).toEqual(['hi']);
  });

  it('[T-002] nothing before attach, and everything afterwards', async () => {
    const [near, far] = newPair();
    far.write(concat(bytes('00 53 50 00 00 50 00 00'), text('one')));
    const pipe = await openStreamPipe(near, initOf());
    far.write(text('two'));
    far.end();
    await settled();
    const sink = new RecordingSink();
    pipe.attach(sink);
    expect(sink.log).toEqual([]);
    await settled();
    expect(sink.log).toEqual(['message', 'message', 'closed']);
    expect(sink.texts).toEqual(['one', 'two']);
  });

  it('[T-001] nothing from inside of resume, even with messages at hand', async () => {
    const { far, pipe, sink } = await openPipe();
    sink.onMessage = () => pipe.pause();
    far.write(concat(text('one'), text('two')));
    await settled();
    pipe.resume();
    expect(sink.texts).toEqual(['one']);
    await settled();
    expect(sink.texts).toEqual(['one', 'two']);
  });

  it('[T-011] nothing more after pause, in the middle of a chunk too', async () => {
    const { far, pipe, sink } = await openPipe();
    sink.onMessage = () => {
      if (sink.messages.length === 3) pipe.pause();
    };
    far.write(concat(...['a', 'b', 'c', 'd', 'e'].map(text)));
    await settled();
    expect(sink.texts).toEqual(['a', 'b', 'c']);
    far.write(text('f'));
    await settled();
    expect(sink.texts).toEqual(['a', 'b', 'c']);
    pipe.resume();
    await settled();
    expect(sink.texts).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('and stops its source only if more arrives while it is paused', async () => {
    const { far, near, pipe, sink } = await openPipe();
    pipe.pause();
    await settled();
    expect(near.paused).toBe(false);
    far.write(text('one'));
    await settled();
    expect(near.paused).toBe(true);
    pipe.resume();
    await settled();
    expect(near.paused).toBe(false);
    expect(sink.texts).toEqual(['one']);
  });

  it('in bounded bursts after a resume, so that others get their turn', async () => {
    const { far, pipe, sink } = await openPipe();
    pipe.pause();
    far.write(concat(...Array.from({ length: 500 }, (_, n) => text(`${n}`))));
    await settled();
    pipe.resume();
    // A task of somebody else, which asks for its next turn whenever it has one.
    const seen: number[] = [0];
    const other = {
      run: () => {
        seen.push(sink.messages.length);
        if (sink.messages.length < 500) defer(other);
      },
    };
    defer(other);
    await settled(10);
    expect(Math.max(...seen.slice(1).map((count, n) => count - (seen[n] ?? 0)))).toBeLessThanOrEqual(64);
    expect(sink.texts).toEqual(Array.from({ length: 500 }, (_, n) => `${n}`));
  });

  it('[transports 13.2.10] no message over the limit: the length alone ends the connection', async () => {
    const { far, near, sink } = await openPipe({ maxRecvSize: 100 });
    far.write(concat(frame(pattern(100)), bytes('00 00 00 00 00 00 00 65')));
    await settled();
    expect(sink.log).toEqual(['message', 'closed']);
    expect(sink.reason).toMatchObject({ code: 'ERR_SP_TOO_LONG' });
    expect(near.destroyed).toBe(true);
  });

  it('no IPC frame of another type: it ends the connection', async () => {
    const { far, sink } = await openPipe({ prefixByte: 1 });
    far.write(bytes('02 00 00 00 00 00 00 00 00'));
    await settled();
    expect(sink.reason).toMatchObject({ code: 'ERR_SP_GARBLED' });
  });
});

describe('a stream pipe sends', () => {
  it('messages as frames', async () => {
    const { pipe, received } = await openPipe();
    expect(pipe.send(new Message('xyz', bytes('80 00 00 01')), false)).toBe(true);
    await settled();
    expect(hex(received())).toBe('00 00 00 00 00 00 00 07 80 00 00 01 78 79 7a');
    expect(pipe.unsent).toBe(0);
  });

  it('[T-005] until the peer is slow, and again when there is room', async () => {
    const { near, pipe, sink, received } = await openPipe();
    near.hold();
    let sent = 1;
    while (pipe.send(new Message(pattern(1_000, sent)), false)) sent += 1;
    expect(pipe.unsent).toBe(sent);
    await settled();
    expect(sink.log).toEqual([]);
    near.release();
    await settled(20);
    expect(sink.log).toEqual(['drained']);
    expect(pipe.unsent).toBe(0);
    expect(received()).toHaveLength(sent * 1_008);
  });

  it('[T-009] [T-010] without touching a shared body, and without keeping a borrowed one', async () => {
    const { pipe, received } = await openPipe();
    for (const size of [10, 2_000, 40_000]) {
      const shared = Object.freeze(new Message(pattern(size)));
      const before = shared.body;
      pipe.send(shared, true);
      expect(shared.body).toBe(before);
      const lent = new Message(pattern(size));
      const memory = lent.body;
      lent.borrowed = true;
      pipe.send(lent, false);
      memory.fill(0);
    }
    await settled(20);
    const expected = [10, 10, 2_000, 2_000, 40_000, 40_000].map((size) => frame(pattern(size)));
    expect(Buffer.compare(received(), concat(...expected))).toBe(0);
  });

  it('[T-008] nothing once it is over, without throwing', async () => {
    const { pipe, sink } = await openPipe();
    pipe.close();
    expect(pipe.send(new Message('late'), false)).toBe(false);
    await settled();
    expect(pipe.unsent).toBe(0);
    expect(sink.log).toEqual(['closed']);
  });
});

describe('a stream pipe ends', () => {
  it('[T-006] [T-001] once, later, without a reason, when it is closed', async () => {
    const { near, pipe, sink } = await openPipe();
    pipe.close();
    pipe.close(new Error('again'));
    pipe.end();
    expect(sink.log).toEqual([]);
    expect(near.destroyed).toBe(true);
    await settled();
    expect(sink.log).toEqual(['closed']);
    expect(sink.reason).toBeUndefined();
  });

  it('[T-006] with the reason that it was closed for', async () => {
    const { pipe, sink } = await openPipe();
    const reason = new Error('out');
    pipe.close(reason);
    await settled();
    expect(sink.reason).toBe(reason);
  });

  it('[T-002] without a message after a close between two of one chunk', async () => {
    const { far, pipe, sink } = await openPipe();
    sink.onMessage = () => pipe.close();
    far.write(concat(text('one'), text('two')));
    await settled();
    expect(sink.log).toEqual(['message', 'closed']);
  });

  it('[T-013] at once when closed, unsent messages included', async () => {
    const { near, pipe, received } = await openPipe();
    near.hold();
    pipe.send(new Message('never'), false);
    pipe.close();
    near.release();
    await settled();
    expect(received()).toHaveLength(0);
    expect(pipe.unsent).toBe(0);
  });

  it('without a reason when the peer ends between two messages', async () => {
    const { far, near, sink } = await openPipe();
    far.write(text('last'));
    far.end();
    await settled();
    expect(sink.log).toEqual(['message', 'closed']);
    expect(sink.reason).toBeUndefined();
    expect(near.destroyed).toBe(true);
  });

  it.each([
    ['in a length', '00'],
    ['behind a length', '00 00 00 00 00 00 00 05'],
    ['in a body', '00 00 00 00 00 00 00 05 61 62'],
  ])('and delivers nothing of a message that breaks off %s', async (_where, rest) => {
    const { far, sink } = await openPipe();
    far.write(concat(text('whole'), bytes(rest)));
    far.end();
    await settled();
    expect(sink.texts).toEqual(['whole']);
    expect(sink.reason).toMatchObject({ code: 'ERR_SP_EOF' });
  });

  it.each([true, false])(
    'after what is delivered late, with a stream that stays half open or not: %s',
    async (half) => {
      const { far, pipe, sink } = await openPipe({}, { allowHalfOpen: half });
      sink.onMessage = () => pipe.pause();
      far.write(concat(text('one'), text('two')));
      await settled();
      far.end();
      await settled();
      expect(sink.log).toEqual(['message']);
      expect(pipe.send(new Message('to nobody'), false)).toBe(false);
      pipe.resume();
      await settled();
      pipe.resume();
      await settled();
      expect(sink.texts).toEqual(['one', 'two']);
      expect(sink.log).toEqual(['message', 'message', 'closed']);
      expect(sink.reason).toBeUndefined();
    },
  );

  it('while paused, if nothing is left to deliver', async () => {
    const { far, pipe, sink } = await openPipe();
    pipe.pause();
    far.end();
    await settled();
    expect(sink.log).toEqual(['closed']);
  });

  it('with the code of a connection that breaks', async () => {
    const { near, sink } = await openPipe();
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    near.fail(cause);
    await settled();
    expect(sink.log).toEqual(['closed']);
    expect(sink.reason).toMatchObject({ code: 'ERR_SP_CONN_RESET', cause });
  });

  it('[T-012] in order on end: sends what it took, discards what comes, waits for the end of the peer', async () => {
    const { far, near, pipe, sink, received } = await openPipe({}, { allowHalfOpen: true });
    near.hold();
    const write = near.write.bind(near);
    near.write = (...args) => {
      // What a stream of Node does.
      if (near.ended) throw new Error('write after end');
      return write(...args);
    };
    const bodies = Array.from({ length: 150 }, (_, n) => pattern(1_000, n));
    for (const body of bodies) pipe.send(new Message(body), false);
    await settled();
    pipe.end();
    pipe.end();
    expect(pipe.send(new Message('too late'), false)).toBe(false);
    near.release();
    far.write(text('ignored'));
    await settled(50);
    expect(Buffer.compare(received(), concat(...bodies.map((body) => frame(body))))).toBe(0);
    expect([near.ended, near.destroyed]).toEqual([true, false]);
    expect(sink.log).toEqual([]);
    far.end();
    await settled();
    expect(sink.log).toEqual(['closed']);
    expect(sink.reason).toBeUndefined();
    expect(near.destroyed).toBe(true);
  });

  it('[T-012] on end even if its source was stopped', async () => {
    const { far, pipe, sink } = await openPipe();
    pipe.pause();
    far.write(text('ignored'));
    await settled();
    pipe.end();
    await settled();
    expect(sink.log).toEqual(['closed']);
  });

  it('on end at once where the peer has ended already', async () => {
    const { far, pipe, sink } = await openPipe({}, { allowHalfOpen: true });
    sink.onMessage = () => pipe.pause();
    far.write(concat(text('one'), text('undelivered')));
    await settled();
    far.end();
    await settled();
    pipe.end();
    expect(sink.log).toEqual(['message']);
    await settled();
    expect(sink.log).toEqual(['message', 'closed']);
  });
});
