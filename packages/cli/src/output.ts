import type { Writable } from 'node:stream';
import { fileError } from './failure.ts';

/** The reader of the output has gone away, as `head` does: a reason to end, and nothing to complain about. */
export class BrokenPipe extends Error {}

/** Writes to a stream, one piece after the other, and waits for each to be taken. */
export class Output {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
    // A failed write is reported to its callback, and then again as an event; nobody else listens to that.
    stream.on('error', () => undefined);
  }

  /** @throws BrokenPipe, or Failure with the status of a file error */
  write(data: Uint8Array | string): Promise<void> {
    if (data.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#stream.write(data, (error) => {
        if (error == null) resolve();
        else if (goneCodes.includes((error as NodeJS.ErrnoException).code)) reject(new BrokenPipe());
        else reject(fileError('cannot write output', error));
      });
    });
  }
}

const goneCodes: readonly unknown[] = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];
