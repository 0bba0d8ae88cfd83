import { afterEach, describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core/transport';
import { settled } from '@sp/compliance';
import { FrameWriter } from '../src/stream/frame-writer.ts';
import { slabCounts } from '../src/stream/slab.ts';
import { bytes, concat, frame, hex, pattern, RecordingDuplex } from './stream-doubles.ts';

interface Bench {
  readonly writer: FrameWriter;
  readonly duplex: RecordingDuplex;
  readonly drains: () => number;
}

const opened: FrameWriter[] = [];
const bench = (prefixByte?: number): Bench => {
  const duplex = new RecordingDuplex();
  let drains = 0;
  const writer = new FrameWriter(duplex, { drained: () => (drains += 1) }, prefixByte);
  opened.push(writer);
  return { writer, duplex, drains: () => drains };
};

const borrowed = (body: Uint8Array): Message => {
  const message = new Message(body);
  message.borrowed = true;
  return message;
};

/** Sends until the writer refuses; returns what it took. */
const fill = (writer: FrameWriter, size: number): Uint8Array[] => {
  for (const bodies: Uint8Array[] = []; ;) {
    const body = pattern(size, bodies.length);
    bodies.push(body);
    if (!writer.send(new Message(body))) return bodies;
    if (bodies.length > 100_000) throw new Error('the writer takes everything');
  }
};

const wireOf = (bodies: readonly Uint8Array[]): Uint8Array => concat(...bodies.map((body) => frame(body)));

afterEach(() => {
  for (const writer of opened.splice(0)) writer.close();
  expect(slabCounts().borrowed).toBe(0);
});

describe('FrameWriter', () => {
  it('writes length, header and body', async () => {
    const { writer, duplex } = bench();
    writer.send(new Message('xyz', bytes('80 00 00 01')));
    writer.send(new Message(new Uint8Array(0)));
    await settled();
    expect(duplex.written.map(hex)).toEqual(['00 00 00 00 00 00 00 07 80 00 00 01 78 79 7a 00 00 00 00 00 00 00 00']);
  });

  it('writes the IPC prefix before each length', async () => {
    const { writer, duplex } = bench(1);
    writer.send(new Message('hi'));
    writer.send(new Message(pattern(5_000), bytes('09')));
    await settled();
    expect(hex(concat(...duplex.written))).toBe(
      hex(concat(bytes('01 00 00 00 00 00 00 00 02 68 69 01 00 00 00 00 00 00 13 89 09'), pattern(5_000))),
    );
  });

  it.each([0, 1, 255, 256, 1_015, 1_023, 1_024, 1_025, 16_383, 16_384, 16_385, 65_535, 65_536, 70_000])(
    'writes a body of %d bytes, with and without a header, own and borrowed',
    async (size) => {
      const { writer, duplex } = bench();
      const header = pattern(12, 3);
      writer.send(new Message(pattern(size)));
      writer.send(new Message(pattern(size, 1), header));
      writer.send(borrowed(pattern(size, 2)));
      await settled();
      const whole = concat(frame(pattern(size)), frame(concat(header, pattern(size, 1))), frame(pattern(size, 2)));
      expect(Buffer.compare(concat(...duplex.written), whole)).toBe(0);
    },
  );

  it.each([20, 5_000])('[MSG-6] sends exactly the part of the memory that a body of %d bytes is', async (size) => {
    const { writer, duplex } = bench();
    const memory = pattern(size + 100);
    writer.send(new Message(memory.subarray(50, 50 + size), memory.subarray(3, 7)));
    await settled();
    expect(hex(concat(...duplex.written))).toBe(hex(frame(concat(memory.slice(3, 7), memory.slice(50, 50 + size)))));
  });

  it('collects the small messages of a tick in one write', async () => {
    const { writer, duplex } = bench();
    const bodies = Array.from({ length: 500 }, (_, n) => pattern(64, n));
    for (const body of bodies) writer.send(new Message(body));
    expect(duplex.written).toHaveLength(0);
    await settled();
    expect(duplex.calls).toEqual(['write']);
    expect(hex(duplex.written[0]!)).toBe(hex(wireOf(bodies)));
  });

  it('collects across awaited sends as well', async () => {
    const { writer, duplex } = bench();
    for (let n = 0; n < 100; n += 1) await Promise.resolve(writer.send(new Message('x')));
    await settled();
    expect(duplex.calls).toEqual(['write']);
  });

  it('writes within the tick when the slab is full', async () => {
    const { writer, duplex } = bench();
    const bodies = Array.from({ length: 300 }, (_, n) => pattern(1_000, n));
    for (const body of bodies) expect(writer.send(new Message(body))).toBe(true);
    expect(duplex.written).toHaveLength(4);
    await settled();
    expect(Buffer.compare(concat(...duplex.written), wireOf(bodies))).toBe(0);
  });

  it('writes a large body as it is, without a copy, corked with its neighbours', async () => {
    const { writer, duplex } = bench();
    const body = pattern(10_000);
    writer.send(new Message('before'));
    writer.send(new Message(body, bytes('01 02')));
    writer.send(new Message('after'));
    await settled();
    expect(duplex.calls).toEqual(['cork', 'write', 'write', 'write', 'uncork']);
    expect(duplex.given[1]).toBe(body);
  });

  it('copies a borrowed body before send returns, small or large', async () => {
    const { writer, duplex } = bench();
    for (const size of [10, 2_000, 50_000]) {
      const body = pattern(size);
      writer.send(borrowed(body));
      body.fill(0);
    }
    await settled();
    expect(Buffer.compare(concat(...duplex.written), wireOf([10, 2_000, 50_000].map((size) => pattern(size))))).toBe(0);
  });

  it('counts what is not with the operating system as unsent', async () => {
    const { writer, duplex } = bench();
    duplex.stalled = true;
    writer.send(new Message('one'));
    writer.send(new Message('two'));
    expect(writer.unsent).toBe(2);
    await settled();
    writer.send(new Message('three'));
    expect(writer.unsent).toBe(3);
    duplex.release();
    await settled();
    expect(writer.unsent).toBe(0);
  });

  it('counts nothing as unsent that the operating system took at once', async () => {
    const { writer } = bench();
    writer.send(new Message('one'));
    writer.flush();
    expect(writer.unsent).toBe(0);
    await settled();
    expect(writer.unsent).toBe(0);
  });

  it.each([1, 64, 1_000, 1_024, 5_000, 100_000, 1_000_000])(
    'refuses when its slab and the socket are full of messages of %d bytes, and says when there is room',
    async (size) => {
      const { writer, duplex, drains } = bench();
      duplex.stalled = true;
      const first = fill(writer, size);
      await settled();
      expect(drains()).toBe(0);
      expect(writer.unsent).toBe(first.length);
      expect(size * first.length).toBeLessThan(2 * 65_536 + size);
      duplex.release();
      await settled();
      expect(drains()).toBe(1);
      expect(writer.unsent).toBe(0);
      expect(Buffer.compare(concat(...duplex.written), wireOf(first))).toBe(0);
    },
  );

  it('does not lose what is sent against its advice', async () => {
    const { writer, duplex, drains } = bench();
    duplex.stalled = true;
    const bodies = fill(writer, 1_000);
    for (let n = 0; n < 200; n += 1) {
      bodies.push(pattern(1_000, bodies.length));
      expect(writer.send(new Message(bodies.at(-1)))).toBe(false);
    }
    await settled();
    duplex.release();
    await settled();
    expect(drains()).toBe(1);
    expect(Buffer.compare(concat(...duplex.written), wireOf(bodies))).toBe(0);
  });

  it('does not take the end of an earlier write for that of the one under way', async () => {
    const { writer, duplex } = bench();
    writer.send(new Message('one'));
    writer.flush();
    duplex.stalled = true;
    writer.send(new Message('two'));
    writer.flush();
    await settled();
    expect(writer.unsent).toBe(1);
  });

  it('flushes on request behind what is under way', async () => {
    const { writer, duplex } = bench();
    duplex.stalled = true;
    writer.send(new Message('a'));
    writer.flush();
    writer.send(new Message('b'));
    writer.flush();
    expect(duplex.given).toHaveLength(2);
    expect(writer.unsent).toBe(2);
    duplex.release();
    expect(hex(concat(...duplex.written))).toBe(hex(concat(frame(bytes('61')), frame(bytes('62')))));
    await settled();
    expect(writer.unsent).toBe(0);
  });

  it('writes nothing more after a failed write, and keeps its memory from being used again', async () => {
    const { writer, duplex, drains } = bench();
    duplex.stalled = true;
    const first = fill(writer, 1_000);
    const { length } = duplex.given;
    duplex.release(new Error('gone'));
    await settled();
    expect(drains()).toBe(0);
    expect(duplex.given).toHaveLength(length);
    expect(writer.unsent).toBe(first.length);
  });

  it('collects while a write is under way, also across ticks', async () => {
    const { writer, duplex } = bench();
    duplex.stalled = true;
    for (let n = 0; n < 5; n += 1) {
      writer.send(new Message(`${n}`));
      await settled();
    }
    expect(duplex.given).toHaveLength(1);
    duplex.release();
    expect(duplex.given).toHaveLength(2);
  });

  it('discards everything when closed, and says nothing more', async () => {
    const { writer, duplex, drains } = bench();
    duplex.stalled = true;
    fill(writer, 1_000);
    const { length } = duplex.given;
    writer.close();
    expect(writer.unsent).toBe(0);
    duplex.release();
    await settled();
    expect(drains()).toBe(0);
    expect(duplex.given).toHaveLength(length);
  });
});
