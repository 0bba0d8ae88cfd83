import { Duplex } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { fromHex } from '@sp/compliance';
import { Message } from '@sp/core/transport';
import { applyMask } from '../src/mask.ts';
import { lentSlabs } from '../src/slab-pool.ts';
import { MAX_FRAME, WsFrameWriter } from '../src/ws-frame-writer.ts';

const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** A socket that takes down each write, and finishes it when told to. */
class Wire extends Duplex {
  readonly writes: Buffer[] = [];
  #finish: (() => void) | undefined = undefined;
  held: boolean;

  constructor(held: boolean) {
    super({ highWaterMark: 65_536, read: () => {} });
    this.held = held;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#take(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#take(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  finish(): void {
    const done = this.#finish;
    this.#finish = undefined;
    done?.();
  }

  #take(chunk: Buffer, done: () => void): void {
    this.writes.push(Buffer.from(chunk));
    if (this.held) this.#finish = done;
    else done();
  }
}

interface Frame {
  readonly head: number;
  readonly payload: Buffer;
}

/** Takes frames apart, masked or not. */
function framesOf(wire: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < wire.length;) {
    const head = wire[at]!;
    const masked = wire[at + 1]! >= 0x80;
    let length = wire[at + 1]! & 0x7f;
    at += 2;
    if (length === 126) {
      length = wire.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(wire.readBigUInt64BE(at));
      at += 8;
    }
    const key = masked ? wire.subarray(at, at + 4) : Buffer.alloc(4);
    if (masked) at += 4;
    const payload = Buffer.from(wire.subarray(at, at + length));
    for (let n = 0; n < length; n += 1) payload[n]! ^= key[n & 3]!;
    frames.push({ head, payload });
    at += length;
  }
  return frames;
}

const pattern = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, n) => (n * 7 + (n >> 8)) & 0xff);

class Subject {
  readonly wire: Wire;
  readonly writer: WsFrameWriter;
  drains = 0;
  open = true;

  constructor({ masked = false, held = false } = {}) {
    this.wire = new Wire(held);
    this.writer = new WsFrameWriter(
      this.wire,
      masked,
      () => this.open,
      () => (this.drains += 1),
    );
  }
}

describe.each([false, true])('the frame writer, masked: %s,', (masked) => {
  it('writes what one tick brings in one go', async () => {
    const { wire, writer } = new Subject({ masked });
    for (let n = 0; n < 100; n += 1) expect(writer.send(new Message(`message ${n}`))).toBe(true);
    expect([wire.writes.length, writer.unsent]).toEqual([0, 100]);
    await tick();
    expect([wire.writes.length, writer.unsent]).toEqual([1, 0]);
    expect(framesOf(wire.writes[0]!).map(({ payload }) => payload.toString())).toEqual(
      Array.from({ length: 100 }, (_, n) => `message ${n}`),
    );
  });

  it.each([0, 1, 125, 126, 127, 1_023, 1_024, 1_025, 16_384, 16_385, 65_535, 65_536, 1_048_571, 1_048_572])(
    'puts header and body of %d bytes into one frame',
    async (size) => {
      const { wire, writer } = new Subject({ masked });
      const body = pattern(size);
      const kept = Buffer.from(body);
      for (const borrowed of [false, true]) {
        const message = new Message(body, fromHex('80 00 00 01'));
        message.borrowed = borrowed;
        writer.send(message);
        if (borrowed) body.fill(0);
        await tick();
        const [frame, ...others] = framesOf(Buffer.concat(wire.writes.splice(0)));
        expect([frame?.head, others.length]).toEqual([0x82, 0]);
        expect(frame?.payload.equals(Buffer.concat([fromHex('80 00 00 01'), kept]))).toBe(true);
      }
    },
  );

  it('splits what is longer than NNG takes in one frame', async () => {
    const { wire, writer } = new Subject({ masked });
    const body = pattern(2 * MAX_FRAME + 10);
    writer.send(new Message(body, fromHex('01 02 03 04')));
    writer.send(new Message('next'));
    await tick();
    await tick();
    const frames = framesOf(Buffer.concat(wire.writes));
    expect(frames.map(({ head, payload }) => [head, payload.length])).toEqual([
      [0x02, MAX_FRAME],
      [0x00, MAX_FRAME],
      [0x80, 14],
      [0x82, 4],
    ]);
    const whole = Buffer.concat(frames.slice(0, 3).map(({ payload }) => payload));
    expect(whole.equals(Buffer.concat([fromHex('01 02 03 04'), body]))).toBe(true);
    expect(Buffer.from(body).equals(pattern(body.length))).toBe(true);
  });

  it('takes long headers', async () => {
    const { wire, writer } = new Subject({ masked });
    const header = pattern(70_000);
    writer.send(new Message('body', header));
    await tick();
    expect(
      framesOf(Buffer.concat(wire.writes)).map(({ payload }) =>
        payload.equals(Buffer.concat([header, Buffer.from('body')])),
      ),
    ).toEqual([true]);
  });

  it('[T-005] refuses when a batch is under way and the next is full, and tells when there is room', async () => {
    const { wire, writer, ...subject } = new Subject({ masked, held: true });
    let accepted = 0;
    while (writer.send(new Message(pattern(1_000)))) accepted += 1;
    expect(accepted).toBeGreaterThan(100);
    expect(writer.unsent).toBe(accepted + 1);
    wire.held = false;
    wire.finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect([writer.unsent, subject.drains]).toEqual([0, 0]);
    expect(framesOf(Buffer.concat(wire.writes))).toHaveLength(accepted + 1);
  });
});

describe('the frame writer', () => {
  it('[T-005] tells once that there is room', async () => {
    const subject = new Subject({ held: true });
    while (subject.writer.send(new Message(pattern(1_000))));
    subject.writer.send(new Message('one more'));
    subject.wire.held = false;
    subject.wire.finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(subject.drains).toBe(1);
  });

  it('refuses at once what is too long to wait', () => {
    const subject = new Subject({ held: true });
    expect(subject.writer.send(new Message(pattern(200_000)))).toBe(false);
  });

  it('writes nothing behind a close frame', async () => {
    const subject = new Subject();
    subject.writer.send(new Message('late'));
    subject.open = false;
    await tick();
    expect([subject.wire.writes, subject.writer.unsent]).toEqual([[], 0]);
  });

  it('flushes before it ends, and then calls back', async () => {
    const subject = new Subject({ held: true });
    let over = 0;
    subject.writer.send(new Message('last'));
    subject.writer.end(() => (over += 1));
    expect([subject.wire.writes.length, over]).toEqual([1, 0]);
    subject.wire.finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(over).toBe(1);
    const idle = new Subject();
    idle.writer.end(() => (over += 1));
    expect(over).toBe(2);
  });

  it('holds no memory while it has nothing to write, and little in ten thousand pipes', async () => {
    const before = lentSlabs();
    const subjects = Array.from({ length: 2_000 }, () => new Subject());
    for (const { writer } of subjects) writer.send(new Message('news'));
    expect(lentSlabs()).toBeLessThanOrEqual(256);
    await tick();
    expect(lentSlabs()).toBe(before);
    const held = new Subject({ held: true });
    held.writer.send(new Message(pattern(2_000)));
    held.writer.flush();
    held.writer.send(new Message('next'));
    held.writer.close();
    expect(lentSlabs()).toBe(before);
  });

  it('discards everything when it is closed', async () => {
    const subject = new Subject();
    subject.writer.send(new Message('a'));
    subject.writer.send(new Message(pattern(2_000)));
    subject.writer.close();
    await tick();
    expect([subject.wire.writes, subject.writer.unsent]).toEqual([[], 0]);
  });
});

it.each([
  [0, 0],
  [0, 3],
  [1, 200],
  [3, 67],
  [4, 300],
  [0, 1_001],
])('masks bytes from %d to %d, and back', (start, end) => {
  const original = pattern(1_100);
  const masked = original.slice();
  const key = fromHex('11 22 33 f4');
  applyMask(masked, start, end, Buffer.from(key).readInt32LE(0));
  expect(masked).toEqual(original.map((byte, n) => (n >= start && n < end ? byte ^ key[(n - start) & 3]! : byte)));
});
