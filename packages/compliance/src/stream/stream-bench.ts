import type { ErrorCode } from '@sp/core';
import type { StreamPipeInit } from '@sp/core/stream';
import type { AbortSignalLike, ProtocolInfo, TransportPipe } from '@sp/core/transport';
import { check, rejects, within } from '../assert.ts';
import { delay } from '../host.ts';
import { ManualClock } from '../manual-clock.ts';
import { RecordingEnd } from '../recording-end.ts';
import { RuleBook } from '../rule-book.ts';
import { settled } from '../settle.ts';
import { duplexPair, type DuplexSettings, type TestDuplex } from './duplex-pair.ts';
import type { StreamSubject } from './stream-subject.ts';

const info: ProtocolInfo = { self: 0x30, peer: 0x31, selfName: 'req', peerName: 'rep' };

/** What the pipe under examination has to send first. */
export const ownHeader: Uint8Array = new Uint8Array([0, 0x53, 0x50, 0, 0, 0x30, 0, 0]);

/** What it has to expect. */
export const peerHeader: Uint8Array = new Uint8Array([0, 0x53, 0x50, 0, 0, 0x31, 0, 0]);

/** The longest message that it may take unless a case says otherwise. */
export const LIMIT = 1_048_576;

export interface OpenSettings extends DuplexSettings {
  readonly maxRecvSize?: number;
  readonly signal?: AbortSignalLike;
}

/** A pipe being opened: its duplex, and the other end in the hands of the case. */
export class Opening {
  readonly near: TestDuplex;
  /** The peer: what the case writes here arrives at the pipe. */
  readonly far: TestDuplex;
  readonly result: Promise<TransportPipe>;
  readonly #bench: StreamBench;

  constructor(bench: StreamBench, subject: StreamSubject, settings: OpenSettings) {
    this.#bench = bench;
    [this.near, this.far] = duplexPair({ allowHalfOpen: true, ...settings });
    this.far.on('data', () => undefined);
    this.far.on('error', () => undefined);
    const init: StreamPipeInit = {
      clock: bench.clock,
      info,
      localAddress: 'near',
      remoteAddress: 'far',
      maxRecvSize: settings.maxRecvSize ?? LIMIT,
      prefixByte: subject.claims.includes('prefix') ? 1 : undefined,
      signal: settings.signal,
    };
    this.result = subject.open(this.near, init);
    // Cases that look elsewhere first must not have it reported as unhandled.
    this.result.catch(() => undefined);
  }

  /** The pipe, attached. */
  async pipe(): Promise<RecordingEnd> {
    const pipe = await this.#bench.soon(this.result, 'opening the pipe');
    return new RecordingEnd(this.#bench.rules, pipe).attach();
  }

  /** Fails unless opening fails with this code, leaving nothing open. */
  async refused(code: ErrorCode, what: string): Promise<void> {
    await rejects(this.#bench.soon(this.result, what), code, what);
    await settled();
    check(this.near.destroyed, `${what}: the connection is still open`);
  }
}

/** What one stream case works with. */
export class StreamBench {
  readonly clock: ManualClock = new ManualClock();
  readonly rules: RuleBook = new RuleBook();
  readonly #subject: StreamSubject;
  readonly #openings: Opening[] = [];

  constructor(subject: StreamSubject) {
    this.#subject = subject;
  }

  /** Real time that anything may take, in milliseconds. */
  get patience(): number {
    return this.#subject.patience ?? 5_000;
  }

  soon<T>(promise: Promise<T>, what: string): Promise<T> {
    return within(this.patience, promise, what);
  }

  /** Starts opening a pipe; the peer has sent nothing yet. */
  start(settings: OpenSettings = {}): Opening {
    const opening = new Opening(this, this.#subject, settings);
    this.#openings.push(opening);
    return opening;
  }

  /** An open pipe, the peer's header exchanged. */
  async open(settings: OpenSettings = {}): Promise<Opening & { end: RecordingEnd }> {
    const opening = this.start(settings);
    opening.far.write(peerHeader);
    const end = await opening.pipe();
    await settled();
    return Object.assign(opening, { end });
  }

  /** A message as it goes over the wire. */
  frame(body: Uint8Array): Uint8Array {
    return join(this.head(body.length), body);
  }

  /** What goes in front of a message of this length. */
  head(length: number): Uint8Array {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length));
    return this.#subject.claims.includes('prefix') ? join(new Uint8Array([1]), bytes) : bytes;
  }

  /** Lets everything happen, and checks the rules that hold all the time. */
  async settle(): Promise<void> {
    await settled();
    this.rules.assert();
  }

  async close(): Promise<void> {
    for (const { near, far, result } of this.#openings) {
      await Promise.race([
        result.then(
          (pipe) => {
            pipe.close();
          },
          () => undefined,
        ),
        delay(1),
      ]);
      near.destroy();
      far.destroy();
    }
    await settled();
  }
}

/** Pieces of bytes as one. */
export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
