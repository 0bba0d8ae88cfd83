import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  systemClock,
  type Clock,
  type Message,
  type OptionTable,
  type PipeSink,
  type ProtocolInfo,
  type SpError,
  type TransportListener,
  type TransportPipe,
} from '@sp/core/transport';
import { ws, type WsDialOptions, type WsListenOptions } from '../src/index.ts';

export const rep: ProtocolInfo = { self: 0x31, peer: 0x30, selfName: 'rep', peerName: 'req' };
export const req: ProtocolInfo = { self: 0x30, peer: 0x31, selfName: 'req', peerName: 'rep' };

export const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.trim() === '' ? [] : hex.trim().split(/\s+/), (pair) => parseInt(pair, 16));
export const hex = (data: Uint8Array): string =>
  Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Waits for a condition, one turn of the event loop after the other, and fails when it takes too long. */
export async function until(condition: () => boolean, what: string, patience: number = 8_000): Promise<void> {
  const deadline = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A few turns in which something that must not happen would have happened on the loopback device. */
export async function quiet(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The code that a promise is rejected with. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );

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

  get texts(): string[] {
    return this.messages.map((message) => message.text());
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

/** What a client of the tests asks, line by line; `undefined` leaves a header field out. */
export type Fields = Readonly<Record<string, string | undefined>>;

export const goodFields: Fields = {
  Host: '127.0.0.1',
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Protocol': 'rep.sp.nanomsg.org',
};

export const requestText = (fields: Fields = {}, line: string = 'GET /sp HTTP/1.1'): string =>
  [
    line,
    ...Object.entries({ ...goodFields, ...fields }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: ${value}`],
    ),
    '',
    '',
  ].join('\r\n');

/** A bare TCP connection, which takes down what it hears. */
export class Raw {
  readonly socket: Socket;
  received: Buffer = Buffer.alloc(0);
  ended = false;
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => (this.received = Buffer.concat([this.received, chunk])));
    socket.on('error', () => {});
    socket.on('end', () => (this.ended = true));
    socket.on('close', () => (this.closed = true));
  }

  /** The header of the HTTP message that came, line by line. */
  get head(): string[] {
    return this.received.toString('latin1').split('\r\n\r\n')[0]!.split('\r\n');
  }

  /** What came behind it, in hex. */
  get frames(): string {
    return hex(this.received.subarray(this.received.indexOf('\r\n\r\n') + 4));
  }

  get status(): number {
    return Number(this.head[0]?.split(' ')[1]);
  }

  send(wire: string): void {
    this.socket.write(bytes(wire));
  }

  async answered(): Promise<this> {
    await until(() => this.received.includes('\r\n\r\n') || this.closed, 'an HTTP message');
    return this;
  }
}

const defaultsOf = <T extends object>(table: OptionTable<T>): T =>
  Object.fromEntries(
    Object.entries(table as OptionTable<Record<string, unknown>>).map(([name, spec]) => [name, spec.default]),
  ) as T;

export const dialDefaults = (): WsDialOptions => defaultsOf(ws().dialOptions);

/** A listener at work. */
export class Station {
  readonly ends: End[] = [];
  readonly failures: SpError[] = [];
  readonly options: WsListenOptions;
  #listener: TransportListener | undefined = undefined;

  constructor(options: Partial<WsListenOptions>) {
    this.options = { ...defaultsOf(ws().listenOptions), ...options };
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

  async listen(url: string, clock: Clock, info: ProtocolInfo): Promise<this> {
    const transport = ws();
    this.#listener = await transport.listen({
      address: transport.parse(url, 'listen'),
      url,
      info,
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

/** Opens what a test needs, and closes all of it. */
export class Bench {
  readonly #stations: Station[] = [];
  readonly #ends: End[] = [];
  readonly #raws: Raw[] = [];
  readonly #servers: Server[] = [];

  async listen(
    url: string = 'ws://127.0.0.1:0/sp',
    options: Partial<WsListenOptions> = {},
    { clock = systemClock, info = rep }: { readonly clock?: Clock; readonly info?: ProtocolInfo } = {},
  ): Promise<Station> {
    const station = await new Station(options).listen(url, clock, info);
    this.#stations.push(station);
    return station;
  }

  async dial(
    url: string,
    options: Partial<WsDialOptions> = {},
    more: { readonly clock?: Clock; readonly signal?: AbortSignal; readonly info?: ProtocolInfo } = {},
  ): Promise<End> {
    const transport = ws();
    const pipe = await transport.dial({
      address: transport.parse(url, 'dial'),
      url,
      info: more.info ?? req,
      options: { ...dialDefaults(), ...options },
      clock: more.clock ?? systemClock,
      signal: more.signal ?? new AbortController().signal,
    });
    const end = new End(pipe);
    this.#ends.push(end);
    return end;
  }

  /** A dialed connection and the listener's end of it. */
  async connect(station: Station, options: Partial<WsDialOptions> = {}): Promise<[End, End]> {
    const { length } = station.ends;
    const end = await this.dial(station.address, options);
    await until(() => station.ends.length > length, 'the connection at the listener');
    return [end, station.ends[length] as End];
  }

  async client(port: number): Promise<Raw> {
    const raw = new Raw(connect(port, '127.0.0.1'));
    this.#raws.push(raw);
    await until(() => !raw.socket.connecting, 'a connection');
    return raw;
  }

  /** A client that asks this, and the answer. */
  async ask(port: number, request: string): Promise<Raw> {
    const raw = await this.client(port);
    raw.socket.write(request);
    return raw.answered();
  }

  /** A client that has a connection. */
  async goodClient(station: Station, path: string = '/sp'): Promise<[Raw, End]> {
    const { length } = station.ends;
    const raw = await this.ask(station.port, requestText({}, `GET ${path} HTTP/1.1`));
    await until(() => station.ends.length > length, 'the connection of a good client');
    return [raw, station.ends[length] as End];
  }

  /** A bare server that does what the test says with each request. */
  async server(asked: (raw: Raw) => void = () => {}): Promise<{ readonly address: string; readonly raws: Raw[] }> {
    const raws: Raw[] = [];
    const server = createServer((socket) => {
      const raw = new Raw(socket);
      raws.push(raw);
      this.#raws.push(raw);
      void raw.answered().then(() => {
        if (raw.received.length > 0) asked(raw);
      });
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sp`, raws };
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
