import { afterEach, describe, expect, it } from '@jest/globals';
import { isSpError } from '@sp/core';
import { openStreamPipe } from '@sp/core/stream';
import { settled, type TestDuplex } from '@sp/compliance';
import { bytes, closePairs, frame, hex, initOf, newPair, pattern, RecordingSink } from './stream-doubles.ts';

afterEach(closePairs);

const own = '00 53 50 00 00 51 00 00';
const good = '00 53 50 00 00 50 00 00';
const mismatched = '00 53 50 00 00 20 00 00';

/** Opening a pipe while our own header is held up, as it is inside of TLS. */
async function heldUp(header: string): Promise<{
  readonly near: TestDuplex;
  readonly far: TestDuplex;
  readonly sink: RecordingSink;
  outcome(): unknown;
}> {
  const [near, far] = newPair({ allowHalfOpen: true });
  const sink = new RecordingSink();
  near.hold();
  let outcome: unknown = 'pending';
  openStreamPipe(near, initOf()).then(
    (pipe) => {
      outcome = 'open';
      pipe.attach(sink);
    },
    (error: unknown) => (outcome = isSpError(error) ? error.code : error),
  );
  far.write(bytes(header));
  await settled();
  return { near, far, sink, outcome: () => outcome };
}

describe('a handshake whose own header is slow to leave', () => {
  it('[transports 13.2.4, TR-5] gives it to a peer that is refused before it closes', async () => {
    const { near, far, outcome } = await heldUp(mismatched);
    let heard = '';
    far.on('data', (chunk) => (heard += hex(chunk)));
    expect([outcome(), near.destroyed]).toEqual(['pending', false]);
    near.release();
    await settled();
    expect([outcome(), near.destroyed, heard]).toEqual(['ERR_SP_BAD_PROTO', true, own]);
  });

  it('[transports 13.2.3] is done when it has left, with all messages that came meanwhile', async () => {
    const { near, far, sink, outcome } = await heldUp(good);
    far.write(frame(pattern(3)));
    far.write(frame(pattern(40_000)));
    await settled();
    expect(outcome()).toBe('pending');
    near.release();
    await settled();
    await settled();
    expect(outcome()).toBe('open');
    expect(sink.messages.map(({ body }) => hex(body))).toEqual([hex(pattern(3)), hex(pattern(40_000))]);
    far.write(frame(pattern(5)));
    await settled();
    expect(sink.messages.length).toBe(3);
  });

  it('keeps what still arrives although reading was stopped', async () => {
    const [near, far] = newPair({ allowHalfOpen: true });
    // A little that is under way may always arrive.
    near.pause = () => near;
    near.hold();
    const opening = openStreamPipe(near, initOf());
    far.write(bytes(good));
    await settled();
    const whole = frame(pattern(30));
    far.write(whole.subarray(0, 20));
    await settled();
    far.write(whole.subarray(20));
    await settled();
    near.release();
    const sink = new RecordingSink();
    (await opening).attach(sink);
    await settled();
    expect(sink.messages.map(({ body }) => hex(body))).toEqual([hex(pattern(30))]);
  });

  it('[TR-10] fails when the connection is lost meanwhile', async () => {
    const { near, outcome } = await heldUp(good);
    near.fail(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await settled();
    expect(outcome()).toBe('ERR_SP_CONN_RESET');
    expect(near.destroyed).toBe(true);
  });
});
