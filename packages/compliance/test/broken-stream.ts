import { openStreamPipe, type ByteDuplex, type StreamPipeInit } from '@sp/core/stream';
import type { Clock, TimerHandle, TransportPipe } from '@sp/core/transport';

/** Ways in which a stream pipe can be broken, each by what is put between it and its connection. */
export type StreamFault =
  | 'allocates what is announced'
  | 'any header will do'
  | 'any length will do'
  | 'any prefix will do'
  | 'byte order'
  | 'forgets what follows the header'
  | 'forgets timers'
  | 'hangs up at the end'
  | 'header in one piece'
  | 'hides errors'
  | 'ignores abort'
  | 'ignores pause'
  | 'ignores the end'
  | 'keeps every chunk'
  | 'loses a byte of long streams'
  | 'loses a byte of short chunks'
  | 'makes up what is missing'
  | 'never gives up'
  | 'never stops delivering'
  | 'no limit'
  | 'patient with every byte'
  | 'reuses memory at once'
  | 'waits for the peer';

type Listener = (value: never) => void;
type Written = (error?: Error | null) => void;

/** A connection that spoils what passes. */
class SpoiledDuplex implements ByteDuplex {
  readonly #duplex: ByteDuplex;
  readonly #fault: StreamFault;
  readonly #clock: ImpatientClock;
  readonly #wrapped = new Map<Listener, Listener>();
  readonly #kept: unknown[] = [];
  #waiting: (() => void)[] | undefined;
  #received = 0;

  constructor(duplex: ByteDuplex, fault: StreamFault, clock: ImpatientClock) {
    this.#duplex = duplex;
    this.#fault = fault;
    this.#clock = clock;
    this.#waiting = fault === 'waits for the peer' ? [] : undefined;
  }

  get writableLength(): number {
    return this.#duplex.writableLength;
  }

  write(bytes: Uint8Array, written?: Written): void {
    const sent = this.#fault === 'byte order' && bytes.length > 8 ? bytes.toReversed() : bytes;
    if (this.#waiting !== undefined) this.#waiting.push(() => this.#duplex.write(sent, written));
    else this.#duplex.write(sent, written);
    if (this.#fault === 'reuses memory at once') setImmediate(() => bytes.fill(0));
  }

  cork(): void {
    this.#duplex.cork();
  }

  uncork(): void {
    this.#duplex.uncork();
  }

  pause(): void {
    if (this.#fault !== 'ignores pause') this.#duplex.pause();
  }

  resume(): void {
    this.#duplex.resume();
  }

  end(): void {
    if (this.#fault === 'hangs up at the end') this.#duplex.destroy();
    else this.#duplex.end();
  }

  destroy(): void {
    this.#duplex.destroy();
  }

  on(event: string, listener: Listener): void {
    const wrapped = this.#wrap(event, listener as (value: unknown) => void);
    this.#wrapped.set(listener, wrapped);
    this.#duplex.on(event as 'data', wrapped as (chunk: Uint8Array) => void);
  }

  off(event: string, listener: Listener): void {
    const wrapped = this.#wrapped.get(listener) ?? listener;
    this.#duplex.off(event as 'data', wrapped as (chunk: Uint8Array) => void);
  }

  #wrap(event: string, listener: (value: unknown) => void): Listener {
    const fault = this.#fault;
    if (event === 'data') return (chunk: Uint8Array) => this.#data(chunk, listener);
    if (fault === 'hides errors' && event === 'error') return () => undefined;
    if (fault === 'ignores the end' && (event === 'end' || event === 'close')) return () => undefined;
    if (fault === 'makes up what is missing' && event === 'end') {
      return () => {
        if (this.#received > 16) this.emit(new Uint8Array(64));
        listener(undefined);
      };
    }
    return listener;
  }

  emit: (chunk: Uint8Array) => void = () => undefined;

  #data(chunk: Uint8Array, listener: (value: unknown) => void): void {
    const inHeader = this.#received < 8;
    this.emit = listener;
    this.#received += chunk.length;
    for (const write of this.#waiting ?? []) write();
    this.#waiting = undefined;
    const spoiled = this.#spoil(chunk, inHeader);
    this.#clock.touched();
    if (spoiled.length > 0 || chunk.length === 0) listener(spoiled);
  }

  #spoil(chunk: Uint8Array, inHeader: boolean): Uint8Array {
    switch (this.#fault) {
      case 'header in one piece':
        return inHeader && chunk.length < 8 ? new Uint8Array(0) : chunk;
      case 'forgets what follows the header':
        return inHeader ? chunk.subarray(0, 8) : chunk;
      case 'any header will do':
        if (inHeader) chunk.set([0, 0x53, 0x50, 0, 0, 0x31, 0, 0].slice(0, chunk.length));
        return chunk;
      case 'any length will do':
        return inHeader ? chunk : new Uint8Array(8);
      case 'any prefix will do':
        if (!inHeader) chunk[0] = 1;
        return chunk;
      case 'loses a byte of short chunks':
        return !inHeader && chunk.length < 8 ? chunk.subarray(1) : chunk;
      case 'loses a byte of long streams':
        return this.#received > 50_000 && this.#received < 60_000 ? chunk.subarray(1) : chunk;
      case 'keeps every chunk':
        this.#kept.push([chunk.subarray(0)]);
        return chunk;
      case 'allocates what is announced':
        if (!inHeader && chunk.length === 8) this.#kept.push(new Uint8Array(1_048_576).fill(1));
        return chunk;
      default:
        return chunk;
    }
  }
}

/** A clock that spoils timers. */
class ImpatientClock implements Clock {
  readonly #clock: Clock;
  readonly #fault: StreamFault;
  #running: { task: () => void; milliseconds: number; timer: TimerHandle } | undefined;

  constructor(clock: Clock, fault: StreamFault) {
    this.#clock = clock;
    this.#fault = fault;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimer(task: () => void, milliseconds: number, keepAlive: boolean): TimerHandle {
    const timer = this.#clock.setTimer(
      this.#fault === 'never gives up' ? () => undefined : task,
      milliseconds,
      keepAlive,
    );
    this.#running = { task, milliseconds, timer };
    return timer;
  }

  clearTimer(timer: TimerHandle): void {
    if (this.#fault !== 'forgets timers') this.#clock.clearTimer(this.#running?.timer ?? timer);
  }

  /** Something arrived: the patient start their deadline anew. */
  touched(): void {
    if (this.#fault !== 'patient with every byte' || this.#running === undefined) return;
    const { task, milliseconds, timer } = this.#running;
    this.#clock.clearTimer(timer);
    this.#running.timer = this.#clock.setTimer(task, milliseconds, false);
  }
}

/** `openStreamPipe` with a fault. */
export const openBroken =
  (fault: StreamFault) =>
  (duplex: ByteDuplex, init: StreamPipeInit): Promise<TransportPipe> => {
    const clock = new ImpatientClock(init.clock, fault);
    const maxRecvSize = fault === 'no limit' ? Infinity : init.maxRecvSize;
    const signal = fault === 'ignores abort' ? undefined : init.signal;
    return openStreamPipe(new SpoiledDuplex(duplex, fault, clock), { ...init, clock, maxRecvSize, signal }).then(
      (pipe) => {
        if (fault === 'never stops delivering') pipe.pause = () => undefined;
        return pipe;
      },
    );
  };
