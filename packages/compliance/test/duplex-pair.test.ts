import { expect, test } from '@jest/globals';
import { duplexPair, settled, type DuplexSettings, type TestDuplex } from '@sp/compliance';

interface Heard {
  readonly chunks: number[][];
  readonly events: string[];
}

const listen = (duplex: TestDuplex): Heard => {
  const heard: Heard = { chunks: [], events: [] };
  duplex.on('data', (chunk) => heard.chunks.push([...chunk]));
  duplex.on('end', () => heard.events.push('end'));
  duplex.on('close', () => heard.events.push('close'));
  duplex.on('error', (error) => heard.events.push(error.message));
  return heard;
};

const pair = (settings?: DuplexSettings): { near: TestDuplex; far: TestDuplex; atNear: Heard; atFar: Heard } => {
  const [near, far] = duplexPair(settings);
  return { near, far, atNear: listen(near), atFar: listen(far) };
};

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

test('carries bytes later, not from inside of write', async () => {
  const { near, atFar } = pair();
  let written = 0;
  near.write(bytes(1, 2), () => (written += 1));
  expect([atFar.chunks, written]).toEqual([[], 0]);
  await settled();
  expect([atFar.chunks, written]).toEqual([[[1, 2]], 1]);
  expect([...near.sentBytes]).toEqual([1, 2]);
});

test('cuts into chunks of a size', async () => {
  const { near, atFar } = pair({ chunkSize: 2 });
  near.write(bytes(1, 2, 3, 4, 5));
  await settled();
  expect(atFar.chunks).toEqual([[1, 2], [3, 4], [5]]);
});

test('takes no more than its capacity for a reader that is paused', async () => {
  const { near, far, atFar } = pair({ capacity: 3 });
  far.pause();
  let written = false;
  near.write(bytes(1, 2, 3, 4), () => (written = true));
  await settled();
  expect([near.writableLength, written, atFar.chunks]).toEqual([1, false, []]);
  far.resume();
  await settled();
  expect([near.writableLength, written, atFar.chunks.flat()]).toEqual([0, true, [1, 2, 3, 4]]);
});

test('lets nothing leave while held or corked, and shows memory that was reused meanwhile', async () => {
  const { near, atFar } = pair();
  const memory = bytes(1);
  near.hold();
  near.write(memory);
  await settled();
  expect(near.writableLength).toBe(1);
  memory[0] = 9;
  near.cork();
  near.release();
  await settled();
  expect(atFar.chunks).toEqual([]);
  near.uncork();
  await settled();
  expect(atFar.chunks).toEqual([[9]]);
});

test('ends both ways, unless the other end goes on', async () => {
  const { near, atNear, atFar } = pair();
  near.write(bytes(1));
  near.end();
  await settled();
  expect(atFar).toEqual({ chunks: [[1]], events: ['end', 'close'] });
  expect(atNear.events).toEqual(['end', 'close']);
  const open = pair({ allowHalfOpen: true });
  open.near.end();
  await settled();
  expect([open.atFar.events, open.atNear.events]).toEqual([['end'], []]);
  open.far.write(bytes(2));
  open.far.end();
  await settled();
  expect(open.atNear).toEqual({ chunks: [[2]], events: ['end', 'close'] });
});

test('breaks, with an error at the end that broke', async () => {
  const { near, atNear, atFar } = pair();
  let failure: Error | null | undefined;
  near.hold();
  near.write(bytes(1), (error) => (failure = error));
  near.fail(new Error('broken'));
  await settled();
  expect(atNear.events).toEqual(['broken', 'close']);
  expect(atFar).toEqual({ chunks: [], events: ['end', 'close'] });
  expect(failure).toBeInstanceOf(Error);
});

test('fails a write to an end that is gone', async () => {
  const { near, far, atNear } = pair({ allowHalfOpen: true });
  near.pause();
  far.destroy();
  await settled();
  near.write(bytes(1));
  await settled();
  expect(atNear.events).toEqual(['write EPIPE', 'close']);
});
