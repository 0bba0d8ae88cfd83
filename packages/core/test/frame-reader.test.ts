import { describe, expect, it, jest } from '@jest/globals';
import { FrameReader } from '../src/stream/frame-reader.ts';
import { bytes, concat, frame, hex, pattern } from './stream-doubles.ts';

/** Everything that the reader has. */
const drain = (reader: FrameReader): Uint8Array[] => {
  const all: Uint8Array[] = [];
  for (let message = reader.next(); message !== undefined; message = reader.next()) all.push(message.body);
  return all;
};

const read = (
  limit: number,
  prefix: number | undefined,
  ...chunks: Uint8Array[]
): { bodies: string[]; code: unknown } => {
  const reader = new FrameReader(limit, prefix);
  const bodies = chunks.flatMap((chunk) => {
    reader.feed(chunk);
    return drain(reader).map(hex);
  });
  return { bodies, code: reader.error?.code };
};

describe('FrameReader', () => {
  it('reads literal frames', () => {
    const wire = bytes('00 00 00 00 00 00 00 07 80 00 00 01 61 62 63 00 00 00 00 00 00 00 02 68 69');
    expect(read(100, undefined, wire)).toEqual({ bodies: ['80 00 00 01 61 62 63', '68 69'], code: undefined });
  });

  it('reads literal frames with the IPC prefix', () => {
    const wire = bytes('01 00 00 00 00 00 00 00 02 68 69 01 00 00 00 00 00 00 00 00');
    expect(read(100, 1, wire)).toEqual({ bodies: ['68 69', ''], code: undefined });
  });

  it('[transports 13.1.25] reads the empty message', () => {
    expect(read(1, undefined, bytes('00 00 00 00 00 00 00 00'))).toEqual({ bodies: [''], code: undefined });
  });

  it.each([
    ['TCP', undefined, []],
    ['IPC', 1, [1]],
  ] as const)('[transports 13.2.11] reads three %s frames split at every pair of places', (_name, prefix, byte) => {
    const bodies = [bytes('61 62 63'), new Uint8Array(0), pattern(30)];
    const wire = concat(...bodies.map((body) => frame(body, byte)));
    for (let a = 0; a <= wire.length; a += 1) {
      for (let b = a; b <= wire.length; b += 1) {
        const result = read(100, prefix, wire.slice(0, a), wire.slice(a, b), wire.slice(b));
        expect(result).toEqual({ bodies: bodies.map(hex), code: undefined });
      }
    }
  });

  it('reads byte by byte', () => {
    const bodies = [pattern(5), pattern(3_000)];
    const wire = concat(...bodies.map((body) => frame(body)));
    const result = read(5_000, undefined, ...Array.from(wire, (byte) => Uint8Array.of(byte)));
    expect(result.bodies).toEqual(bodies.map(hex));
  });

  it('hands out a view of the chunk where the frame lies in it, without a copy', () => {
    const memory = concat(new Uint8Array(13), frame(pattern(40)), frame(pattern(50)));
    const reader = new FrameReader(100);
    reader.feed(new Uint8Array(memory.buffer, 13, memory.length - 13));
    const [first, second] = drain(reader);
    expect(first?.buffer).toBe(memory.buffer);
    expect(first?.byteOffset).toBe(13 + 8);
    expect(second?.byteOffset).toBe(13 + 8 + 40 + 8);
    expect([first, second].map((body) => hex(body!))).toEqual([hex(pattern(40)), hex(pattern(50))]);
  });

  it('does not keep a chunk alive by an empty message', () => {
    const reader = new FrameReader(100);
    const chunk = frame(new Uint8Array(0));
    reader.feed(chunk);
    expect(reader.next()?.bytes.buffer).not.toBe(chunk.buffer);
  });

  it('hands out an array of exactly the right size where the frame spans chunks', () => {
    const body = pattern(100_000);
    const wire = frame(body);
    const reader = new FrameReader(200_000);
    for (let at = 0; at < wire.length; at += 7_777) {
      reader.feed(wire.slice(at, at + 7_777));
      const [whole] = drain(reader);
      if (whole === undefined) continue;
      expect(whole.buffer.byteLength).toBe(100_000);
      expect(Buffer.compare(whole, body)).toBe(0);
    }
    expect(reader.betweenFrames).toBe(true);
  });

  it('allocates by what has arrived, not by what was announced', () => {
    const allocate = jest.spyOn(Buffer, 'allocUnsafeSlow');
    try {
      const reader = new FrameReader(Infinity);
      reader.feed(bytes('00 00 00 00 ff ff ff ff 00'));
      expect(reader.next()).toBeUndefined();
      for (let n = 0; n < 2_000; n += 1) {
        reader.feed(new Uint8Array(1));
        reader.next();
      }
      expect(reader.error).toBeUndefined();
      expect(allocate.mock.calls).toEqual([[1_024], [4_100]]);
    } finally {
      allocate.mockRestore();
    }
  });

  it('[transports 13.1.15, TR-6] takes messages up to the limit and refuses one byte more', () => {
    for (const length of [98, 99, 100]) {
      expect(read(100, undefined, frame(pattern(length)))).toEqual({ bodies: [hex(pattern(length))], code: undefined });
    }
    expect(read(100, undefined, frame(pattern(101)))).toEqual({ bodies: [], code: 'ERR_SP_TOO_LONG' });
  });

  it('[transports 13.2.10] refuses a message over the limit when its length is there, before any of its bytes', () => {
    expect(read(1_048_576, undefined, bytes('00 00 00 00 00 10 00 01'))).toEqual({
      bodies: [],
      code: 'ERR_SP_TOO_LONG',
    });
    expect(read(1_048_576, undefined, bytes('00 00 00 00 00 10 00'))).toEqual({ bodies: [], code: undefined });
  });

  it.each([
    '80 00 00 00 00 00 00 00',
    'ff ff ff ff ff ff ff ff',
    '7f ff ff ff ff ff ff ff',
    '00 20 00 00 00 00 00 00',
    '00 00 00 01 00 00 00 01',
  ])('[transports 13.2.9] refuses the absurd length %s even where there is no limit', (length) => {
    expect(read(Infinity, undefined, bytes(length))).toEqual({ bodies: [], code: 'ERR_SP_TOO_LONG' });
  });

  it('delivers what came before a bad frame, and nothing after it', () => {
    const wire = concat(frame(bytes('61')), frame(pattern(20)), frame(bytes('62')));
    expect(read(10, undefined, wire, frame(bytes('63')))).toEqual({ bodies: ['61'], code: 'ERR_SP_TOO_LONG' });
  });

  it.each(['00', '02', 'ff'])('refuses an IPC frame of type %s', (type) => {
    const wire = bytes(`01 00 00 00 00 00 00 00 01 61 ${type} 00 00 00 00 00 00 00 01 62`);
    expect(read(10, 1, wire)).toEqual({ bodies: ['61'], code: 'ERR_SP_GARBLED' });
  });

  it('stops between two frames of a chunk and goes on later, with what arrived meanwhile behind', () => {
    const reader = new FrameReader(10);
    reader.feed(concat(frame(bytes('61')), frame(bytes('62')), bytes('00 00 00')));
    expect(hex(reader.next()!.body)).toBe('61');
    reader.feed(bytes('00 00 00 00'));
    reader.feed(bytes('01 63'));
    expect(reader.hasInput).toBe(true);
    expect(drain(reader).map(hex)).toEqual(['62', '63']);
    expect(reader.hasInput).toBe(false);
  });

  it.each([
    ['in the length', '00 00'],
    ['behind the length', '00 00 00 00 00 00 00 05'],
    ['in the body', '00 00 00 00 00 00 00 05 61'],
  ])('knows that an end %s is inside of a frame', (_where, rest) => {
    const reader = new FrameReader(10);
    reader.feed(concat(frame(bytes('61')), bytes(rest)));
    drain(reader);
    expect(reader.betweenFrames).toBe(false);
  });
});
