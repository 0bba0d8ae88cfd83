import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { AddressOf, NodeTransport } from '@sp/node';
import { runSpcat } from '../src/run-spcat.ts';

/** How a run ended. Output bytes are characters of the same number. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the command in this process. */
export class SpcatRun {
  readonly stdout: PassThrough = new PassThrough();
  readonly stderr: PassThrough = new PassThrough();
  readonly ended: Promise<Ended>;
  readonly #ending = new AbortController();
  #out = '';
  #err = '';

  constructor(args: readonly string[], stdin: Readable = Readable.from([])) {
    this.stdout.setEncoding('latin1').on('data', (text: string) => (this.#out += text));
    this.stderr.setEncoding('utf8').on('data', (text: string) => (this.#err += text));
    const { stdout, stderr } = this;
    this.ended = runSpcat(args, { stdin, stdout, stderr, signal: this.#ending.signal }).then(async (status) => {
      await Promise.all([drained(stdout), drained(stderr)]);
      return { status, stdout: this.#out, stderr: this.#err };
    });
  }

  /** What the run has printed so far. */
  get printed(): string {
    return this.#out;
  }

  /** The first address that a run with `-v` listens at. */
  async address(): Promise<AddressOf<NodeTransport>> {
    const address = /^Listening at: (\S+)$/m;
    for (;;) {
      const found = address.exec(this.#err)?.[1];
      if (found !== undefined) return found as AddressOf<NodeTransport>;
      await Promise.race([once(this.stderr, 'data'), this.ended.then(failed)]);
    }
  }

  /** Resolves when the output is at least this long. */
  async printedBytes(length: number): Promise<void> {
    while (this.#out.length < length) await Promise.race([once(this.stdout, 'data'), this.ended.then(failed)]);
  }

  /** Ends the run as a signal does. */
  stop(): Promise<Ended> {
    this.#ending.abort();
    return this.ended;
  }
}

/** Runs the command to its end. */
export const spcat = (...args: readonly string[]): Promise<Ended> => new SpcatRun(args).ended;

const drained = async (stream: PassThrough): Promise<void> => {
  if (stream.destroyed) return;
  stream.end();
  await once(stream, 'end');
};

const failed = (ended: Ended): never => {
  throw new Error(`spcat ended too early: ${JSON.stringify(ended)}`);
};
