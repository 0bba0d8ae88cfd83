import {
  systemClock,
  type Message,
  type AbortSignalLike,
  type ListenRequest,
  type OptionTable,
  type ProtocolInfo,
  type SpError,
  type TransportListener,
  type TransportPipe,
} from '@sp/core/transport';
import { ComplianceError, within } from '../assert.ts';
import { delay, host, turn } from '../host.ts';
import { settled } from '../settle.ts';
import { RecordingEnd } from '../recording-end.ts';
import { RuleBook } from '../rule-book.ts';
import type { TransportSubject } from './transport-subject.ts';

/** Two numbers that belong together; the names are what a WebSocket would offer. */
export const client: ProtocolInfo = { self: 0x30, peer: 0x31, selfName: 'req', peerName: 'rep' };
export const server: ProtocolInfo = { self: 0x31, peer: 0x30, selfName: 'rep', peerName: 'req' };

/** Somebody who listens, and the connections that came. */
export class Station {
  readonly url: string;
  readonly pipes: TransportPipe[] = [];
  readonly failures: SpError[] = [];
  readonly options: Record<string, unknown>;
  #listener: TransportListener | undefined = undefined;
  #taken = 0;
  readonly #bench: TransportBench;

  constructor(bench: TransportBench, url: string, options: Record<string, unknown>) {
    this.#bench = bench;
    this.url = url;
    this.options = options;
  }

  get listener(): TransportListener {
    if (this.#listener === undefined) throw new ComplianceError('not listening');
    return this.#listener;
  }

  /** The address that peers dial. */
  get address(): string {
    return this.listener.address;
  }

  async listen(info: ProtocolInfo): Promise<this> {
    const { transport } = this.#bench.subject;
    const request: ListenRequest<unknown, object> = {
      address: transport.parse(this.url, 'listen'),
      url: this.url,
      info,
      options: this.options,
      clock: systemClock,
      accepted: (pipe) => void this.pipes.push(pipe),
      failed: (error) => void this.failures.push(error),
    };
    this.#listener = await this.#bench.soon(transport.listen(request), 'listening');
    return this;
  }

  /** The next connection that came, not attached yet. */
  async accept(): Promise<RecordingEnd> {
    this.#taken += 1;
    await this.#bench.until(() => this.pipes.length >= this.#taken, 'a connection to be accepted');
    return new RecordingEnd(this.#bench.rules, this.pipes[this.#taken - 1] as TransportPipe);
  }

  close(): void {
    this.#listener?.close();
    for (const pipe of this.pipes) pipe.close();
  }
}

export interface DialSettings {
  readonly info?: ProtocolInfo;
  readonly signal?: AbortSignalLike;
  readonly options?: object;
}

/** Everything that one case opens, and the rules that hold all the time. */
export class TransportBench {
  readonly subject: TransportSubject;
  readonly rules: RuleBook = new RuleBook();
  readonly #stations: Station[] = [];
  readonly #dialed: TransportPipe[] = [];

  constructor(subject: TransportSubject) {
    this.subject = subject;
  }

  get patience(): number {
    return this.subject.patience ?? 5000;
  }

  async listen(options?: object, url: string = this.subject.listenAddress()): Promise<Station> {
    const { transport, listenOptions } = this.subject;
    const values = { ...defaults(transport.listenOptions), ...listenOptions, ...options };
    const station = new Station(this, url, values);
    this.#stations.push(station);
    return station.listen(server);
  }

  /** Dials, and returns an end that is not attached yet. */
  async dial(url: string, settings: DialSettings = {}): Promise<RecordingEnd> {
    const { transport, dialOptions } = this.subject;
    const dialing = transport.dial({
      address: transport.parse(url, 'dial'),
      url,
      info: settings.info ?? client,
      options: { ...defaults(transport.dialOptions), ...dialOptions, ...settings.options },
      clock: systemClock,
      signal: settings.signal ?? new host.AbortController().signal,
    });
    // Also one that comes too late must not stay open.
    const kept = dialing.then((pipe) => {
      this.#dialed.push(pipe);
      return pipe;
    });
    return new RecordingEnd(this.rules, await this.soon(kept, `dialing ${url}`));
  }

  /** A new connection, both ends attached: the dialer's, then the listener's. */
  async connect(station?: Station, options?: object): Promise<[RecordingEnd, RecordingEnd]> {
    const at = station ?? (await this.listen());
    const dialed = await this.dial(at.address, options === undefined ? {} : { options });
    const accepted = await at.accept();
    return [dialed.attach(), accepted.attach()];
  }

  /** Sends a message; resolves when the pipe takes the next one. */
  async put(end: RecordingEnd, message: Message, shared: boolean = false): Promise<void> {
    const { drains } = end;
    if (!end.sendMessage(message, shared)) await this.until(() => end.drains > drains, 'drained');
  }

  /** Waits for a condition; fails if it does not come true in time, or if a rule was broken. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const end = host.performance.now() + this.patience;
    while (!condition()) {
      this.rules.assert();
      if (host.performance.now() > end) throw new ComplianceError(`waited ${this.patience} ms for ${what}`);
      await turn();
    }
    this.rules.assert();
  }

  soon<T>(promise: Promise<T>, what: string): Promise<T> {
    return within(this.patience, promise, what);
  }

  /** Waits long enough for something that must not happen. */
  async quiet(): Promise<void> {
    await settled();
    await delay(this.subject.quiet ?? 30);
    this.rules.assert();
  }

  async close(): Promise<void> {
    for (const station of this.#stations) station.close();
    for (const pipe of this.#dialed) pipe.close();
    await settled();
  }
}

const defaults = (table: OptionTable<object>): object =>
  Object.fromEntries(
    Object.entries(table as OptionTable<Record<string, unknown>>).map(([name, spec]) => [name, spec.default]),
  );
