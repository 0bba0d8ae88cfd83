import { connect as connectPlain, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect, createServer, type ConnectionOptions, type TLSSocket } from 'node:tls';
import {
  systemClock,
  type Clock,
  type Message,
  type PipeSink,
  type ProtocolInfo,
  type SpError,
  type TransportListener,
  type TransportPipe,
} from '@sp/core/transport';
import { tls, type TlsConfig, type TlsOptions } from '../src/index.ts';
import { server as identity } from './certificates.ts';

export const rep: ProtocolInfo = { self: 0x31, peer: 0x30, selfName: 'rep', peerName: 'req' };
export const req: ProtocolInfo = { self: 0x30, peer: 0x31, selfName: 'req', peerName: 'rep' };
export const repHeader = '00 53 50 00 00 31 00 00';
export const reqHeader = '00 53 50 00 00 30 00 00';

export const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.trim() === '' ? [] : hex.trim().split(/\s+/), (pair) => parseInt(pair, 16));
export const hex = (data: Uint8Array): string =>
  Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Waits for a condition, one turn of the event loop after the other, and fails when it takes too long. */
export async function until(condition: () => boolean, what: string, patience: number = 5_000): Promise<void> {
  const deadline = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A few turns in which something that must not happen would have happened. */
export async function quiet(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** One end of a connection as a socket would use it. */
export class End implements PipeSink {
  readonly pipe: TransportPipe;
  readonly messages: Message[] = [];
  closes = 0;
  reason: Error | undefined = undefined;

  constructor(pipe: TransportPipe) {
    this.pipe = pipe;
    pipe.attach(this);
  }

  message(message: Message): void {
    this.messages.push(message);
  }

  drained(): void {}

  closed(reason?: Error): void {
    this.closes += 1;
    this.reason = reason;
  }
}

/** A bare connection, which takes down what it hears. */
export class Raw<Kind extends Socket = Socket> {
  readonly socket: Kind;
  received: Uint8Array = new Uint8Array(0);
  closed = false;

  constructor(socket: Kind) {
    this.socket = socket;
    socket.on('data', (chunk) => (this.received = Buffer.concat([this.received, chunk])));
    socket.on('error', () => {});
    socket.on('close', () => (this.closed = true));
  }

  send(wire: string): void {
    this.socket.write(bytes(wire));
  }

  async gotHeader(): Promise<string> {
    await until(() => this.received.length >= 8, 'the header');
    return hex(this.received.subarray(0, 8));
  }
}

/** A listener at work. */
export class Station {
  readonly ends: End[] = [];
  readonly failures: SpError[] = [];
  readonly options: TlsOptions;
  #listener: TransportListener | undefined = undefined;

  constructor(options: Partial<TlsOptions>) {
    this.options = { ...defaults, tls: identity, ...options };
  }

  get listener(): TransportListener {
    if (this.#listener === undefined) throw new Error('not listening');
    return this.#listener;
  }

  get address(): string {
    return this.listener.address;
  }

  get port(): number {
    return this.listener.property?.('boundPort') as number;
  }

  get codes(): string[] {
    return this.failures.map(({ code }) => code);
  }

  async listen(url: string, clock: Clock): Promise<this> {
    const transport = tls();
    const address = transport.parse(url, 'listen');
    this.#listener = await transport.listen({
      address,
      url,
      info: rep,
      options: this.options,
      clock,
      accepted: (pipe) => {
        this.ends.push(new End(pipe));
      },
      failed: (error) => {
        this.failures.push(error);
      },
    });
    return this;
  }
}

const defaults: TlsOptions = {
  noDelay: true,
  keepAlive: true,
  keepAliveTime: 0,
  maxRecvSize: 1_048_576,
  tls: undefined,
};

/** A configuration that trusts the server of the tests. */
export const trusting: TlsConfig = { ca: identity.cert };

/** Opens what a test needs, and closes all of it. */
export class Bench {
  readonly #stations: Station[] = [];
  readonly #ends: End[] = [];
  readonly #raws: Raw[] = [];
  readonly #servers: Server[] = [];

  async listen(
    url: string = 'tls+tcp://127.0.0.1:0',
    options: Partial<TlsOptions> = {},
    clock: Clock = systemClock,
  ): Promise<Station> {
    const station = await new Station(options).listen(url, clock);
    this.#stations.push(station);
    return station;
  }

  async dial(
    url: string,
    options: Partial<TlsOptions> = {},
    more: { readonly clock?: Clock; readonly signal?: AbortSignal } = {},
  ): Promise<End> {
    const transport = tls();
    const pipe = await transport.dial({
      address: transport.parse(url, 'dial'),
      url,
      info: req,
      options: { ...defaults, tls: trusting, ...options },
      clock: more.clock ?? systemClock,
      signal: more.signal ?? new AbortController().signal,
    });
    const end = new End(pipe);
    this.#ends.push(end);
    return end;
  }

  /** A dialed connection and the listener's end of it. */
  async connect(station: Station, options: Partial<TlsOptions> = {}): Promise<[End, End]> {
    const { length } = station.ends;
    const end = await this.dial(station.address, options);
    await until(() => station.ends.length > length, 'the connection at the listener');
    return [end, station.ends[length] as End];
  }

  /** A bare TLS client, its TLS handshake done. */
  async client(station: Station, settings: ConnectionOptions = {}): Promise<Raw> {
    let secure = false;
    const options = { host: '127.0.0.1', port: station.port, ...trusting, ...settings };
    const raw = new Raw(connect(options, () => (secure = true)));
    this.#raws.push(raw);
    await until(() => secure || raw.closed, 'a connection');
    return raw;
  }

  /** A client that speaks no TLS. */
  async plainClient(station: Station): Promise<Raw> {
    const raw = new Raw(connectPlain(station.port, '127.0.0.1'));
    this.#raws.push(raw);
    await until(() => !raw.socket.connecting, 'a connection');
    return raw;
  }

  /** A client that has shaken hands. */
  async goodClient(station: Station): Promise<[Raw, End]> {
    const { length } = station.ends;
    const raw = await this.client(station);
    raw.send(reqHeader);
    await until(() => station.ends.length > length, 'the connection of a good client');
    return [raw, station.ends[length] as End];
  }

  /** A bare TLS server that does what the test says with each connection. */
  async server(connected: (raw: Raw<TLSSocket>) => void = () => {}): Promise<{
    readonly address: string;
    readonly raws: Raw<TLSSocket>[];
  }> {
    const raws: Raw<TLSSocket>[] = [];
    const server = createServer(identity, (socket) => {
      const raw = new Raw(socket);
      raws.push(raw);
      this.#raws.push(raw);
      connected(raw);
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { address: `tls+tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, raws };
  }

  close(): void {
    for (const station of this.#stations.splice(0)) {
      station.listener.close();
      for (const { pipe } of station.ends) pipe.close();
    }
    for (const { pipe } of this.#ends.splice(0)) pipe.close();
    for (const { socket } of this.#raws.splice(0)) socket.destroy();
    for (const server of this.#servers.splice(0)) server.close();
  }
}

/** The code that a promise is rejected with. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );
