import { afterEach, describe, expect, it } from '@jest/globals';
import { Message } from '@sp/core/transport';
import { settled } from '@sp/compliance';
import { FrameWriter } from '../src/stream/frame-writer.ts';
import { abandonSlab, borrowSlab, returnSlab, SLAB_SIZE, slabCounts, slabsAreScarce } from '../src/stream/slab.ts';
import { RecordingDuplex } from './stream-doubles.ts';

const quiet = { drained: () => {} };

afterEach(() => {
  expect(slabCounts().borrowed).toBe(0);
});

describe('the slab pool', () => {
  it('lends the slab that came back last', () => {
    const slab = borrowSlab();
    expect(slab.length).toBe(SLAB_SIZE);
    const other = borrowSlab();
    expect(other).not.toBe(slab);
    returnSlab(slab);
    expect(borrowSlab()).toBe(slab);
    returnSlab(slab);
    returnSlab(other);
  });

  it('keeps a bounded number of idle slabs', () => {
    const slabs = Array.from({ length: 200 }, borrowSlab);
    expect(new Set(slabs).size).toBe(200);
    slabs.forEach(returnSlab);
    expect(slabCounts().idle).toBeLessThanOrEqual(64);
  });

  it('does not lend an abandoned slab again', () => {
    const slab = borrowSlab();
    abandonSlab();
    const next = borrowSlab();
    expect(next).not.toBe(slab);
    returnSlab(next);
  });
});

describe('a writer and the pool', () => {
  it('borrows at the first message and gives back when the write is done', async () => {
    const duplex = new RecordingDuplex();
    const writer = new FrameWriter(duplex, quiet);
    expect(slabCounts().borrowed).toBe(0);
    writer.send(new Message('one'));
    writer.send(new Message('two'));
    expect(slabCounts().borrowed).toBe(1);
    await settled();
    expect(slabCounts().borrowed).toBe(0);
  });

  it('keeps its slab while the write is under way', async () => {
    const duplex = new RecordingDuplex();
    duplex.stalled = true;
    const writer = new FrameWriter(duplex, quiet);
    writer.send(new Message('slow'));
    await settled();
    expect(slabCounts().borrowed).toBe(1);
    duplex.release();
    expect(slabCounts().borrowed).toBe(0);
  });

  it('never lends the slab of a broken-off write again, since the system may still read it', async () => {
    const duplex = new RecordingDuplex();
    duplex.stalled = true;
    const writer = new FrameWriter(duplex, quiet);
    writer.send(new Message('slow'));
    await settled();
    writer.close();
    expect(slabCounts().borrowed).toBe(0);
    const next = borrowSlab();
    expect(next.buffer).not.toBe(duplex.given[0]?.buffer);
    returnSlab(next);
  });

  it('writes at once when very many pipes hold slabs', async () => {
    const lent = Array.from({ length: 300 }, borrowSlab);
    expect(slabsAreScarce()).toBe(true);
    const duplex = new RecordingDuplex();
    new FrameWriter(duplex, quiet).send(new Message('now'));
    expect(duplex.written).toHaveLength(1);
    expect(slabCounts().borrowed).toBe(300);
    lent.forEach(returnSlab);
    await settled();
  });
});
