import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import {
  toHex,
  optionDefaults,
  RawPeer,
  until,
  WireBench,
  type RawServer,
  type WireEnd,
  type WireStation,
} from '@sp/compliance';
import { ws, type WsAddress, type WsDialOptions, type WsListenOptions } from '../src/index.ts';

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
export class Raw extends RawPeer<Socket> {
  ended = false;

  constructor(socket: Socket) {
    super(socket);
    socket.setNoDelay(true);
    socket.on('end', () => (this.ended = true));
  }

  /** What came, with what strings can do. */
  get #text(): string {
    return Buffer.from(this.received).toString('latin1');
  }

  /** The header of the HTTP message that came, line by line. */
  get head(): string[] {
    return this.#text.split('\r\n\r\n')[0]!.split('\r\n');
  }

  /** What came behind it, in hex. */
  get frames(): string {
    return toHex(this.received.subarray(this.#text.indexOf('\r\n\r\n') + 4));
  }

  get status(): number {
    return Number(this.head[0]?.split(' ')[1]);
  }

  heard(text: string): boolean {
    return this.#text.includes(text);
  }

  async answered(): Promise<this> {
    await until(() => this.heard('\r\n\r\n') || this.closed, 'an HTTP message');
    return this;
  }
}

export const dialDefaults = (): WsDialOptions => optionDefaults(ws().dialOptions);

/** A listener at work. */
export type Station = WireStation<WsListenOptions, WsAddress>;

/** Opens what a test needs, and closes all of it. */
export class Bench extends WireBench<WsDialOptions, WsListenOptions, WsAddress> {
  constructor() {
    super({ transport: ws, listenAddress: () => 'ws://127.0.0.1:0/sp' });
  }

  async client(port: number): Promise<Raw> {
    const raw = this.keep(new Raw(connect(port, '127.0.0.1')));
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
  async goodClient(station: Station, path: string = '/sp'): Promise<[Raw, WireEnd]> {
    const { length } = station.ends;
    const raw = await this.ask(station.port, requestText({}, `GET ${path} HTTP/1.1`));
    await until(() => station.ends.length > length, 'the connection of a good client');
    return [raw, station.ends[length] as WireEnd];
  }

  /** A bare server that does what the test says with each request. */
  async server(asked: (raw: Raw) => void = () => {}): Promise<RawServer<Raw>> {
    const raws: Raw[] = [];
    const server = createServer((socket) => {
      const raw = this.keep(new Raw(socket));
      raws.push(raw);
      void raw.answered().then(() => {
        if (raw.received.length > 0) asked(raw);
      });
    });
    this.keepServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sp`, raws };
  }
}
