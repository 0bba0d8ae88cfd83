import {
  systemClock,
  type AbortSignalLike,
  type Clock,
  type ListeningTransport,
  type Message,
  type OptionTable,
  type PipeSink,
  type ProtocolInfo,
  type SpError,
  type TransportListener,
  type TransportPipe,
} from '@sp/core/transport';
import { host } from '../host.ts';
import type { RawPeer } from './raw-peer.ts';
import { rep, req, reqHeader, until } from './wire-tools.ts';

/** One end of a connection as a socket would use it. */
export class WireEnd implements PipeSink {
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

  drained(): void {
    // Its tests look at `unsent` instead.
  }

  closed(reason?: Error): void {
    this.closes += 1;
    this.reason = reason;
  }
}

/** A listener at work. */
export class WireStation<Options extends object = object, Address = unknown> {
  readonly listener: TransportListener;
  /** The address that it was given, as the transport understands it. */
  readonly target: Address;
  /** The values that the listener looks at. */
  readonly options: Options;
  readonly ends: readonly WireEnd[];
  readonly failures: readonly SpError[];

  constructor(
    listener: TransportListener,
    target: Address,
    options: Options,
    ends: readonly WireEnd[],
    failures: readonly SpError[],
  ) {
    this.listener = listener;
    this.target = target;
    this.options = options;
    this.ends = ends;
    this.failures = failures;
  }

  /** The address that peers dial. */
  get address(): string {
    return this.listener.address;
  }

  get port(): number {
    return this.listener.property?.('boundPort') as number;
  }

  get codes(): string[] {
    return this.failures.map(({ code }) => code);
  }
}

/** What a {@link WireBench} works with. */
export interface WireBenchSettings<DialOptions extends object, ListenOptions extends object, Address> {
  /** Makes the transport; called anew for each dial and each listener. */
  readonly transport: () => ListeningTransport<string, Address, DialOptions, ListenOptions>;
  /** An address to listen at that nobody uses; a new one each time. */
  readonly listenAddress: () => string;
  /** Options without which it can't dial, such as certificates. */
  readonly dialOptions?: Partial<DialOptions>;
  /** Options without which it can't listen. */
  readonly listenOptions?: Partial<ListenOptions>;
}

export interface WireListenSettings {
  readonly clock?: Clock;
  readonly info?: ProtocolInfo;
}

export interface WireDialSettings extends WireListenSettings {
  readonly signal?: AbortSignalLike;
}

/** Opens what a test of one transport needs, and closes all of it. */
export class WireBench<
  DialOptions extends object = object,
  ListenOptions extends object = DialOptions,
  Address = unknown,
> {
  readonly #settings: WireBenchSettings<DialOptions, ListenOptions, Address>;
  readonly #stations: WireStation<ListenOptions, Address>[] = [];
  readonly #ends: WireEnd[] = [];
  readonly #raws: RawPeer[] = [];
  readonly #servers: { close(): unknown }[] = [];

  constructor(settings: WireBenchSettings<DialOptions, ListenOptions, Address>) {
    this.#settings = settings;
  }

  async listen(
    url: string = this.#settings.listenAddress(),
    given: Partial<ListenOptions> = {},
    { clock = systemClock, info = rep }: WireListenSettings = {},
  ): Promise<WireStation<ListenOptions, Address>> {
    const transport = this.#settings.transport();
    const options = { ...optionDefaults(transport.listenOptions), ...this.#settings.listenOptions, ...given };
    const address = transport.parse(url, 'listen');
    const ends: WireEnd[] = [];
    const failures: SpError[] = [];
    const listener = await transport.listen({
      address,
      url,
      info,
      options,
      clock,
      accepted: (pipe) => {
        ends.push(new WireEnd(pipe));
      },
      failed: (error) => {
        failures.push(error);
      },
    });
    const station = new WireStation(listener, address, options, ends, failures);
    this.#stations.push(station);
    return station;
  }

  async dial(
    url: string,
    options: Partial<DialOptions> = {},
    { clock = systemClock, info = req, signal = new host.AbortController().signal }: WireDialSettings = {},
  ): Promise<WireEnd> {
    const transport = this.#settings.transport();
    const pipe = await transport.dial({
      address: transport.parse(url, 'dial'),
      url,
      info,
      options: { ...optionDefaults(transport.dialOptions), ...this.#settings.dialOptions, ...options },
      clock,
      signal,
    });
    const end = new WireEnd(pipe);
    this.#ends.push(end);
    return end;
  }

  /** A dialed connection and the listener's end of it. */
  async connect(
    station: WireStation,
    options: Partial<DialOptions> = {},
    url: string = station.address,
  ): Promise<[WireEnd, WireEnd]> {
    const { length } = station.ends;
    const end = await this.dial(url, options);
    await until(() => station.ends.length > length, 'the connection at the listener');
    return [end, station.ends[length] as WireEnd];
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

  /** Closes this bare connection with all the rest. */
  protected keep<Raw extends RawPeer>(raw: Raw): Raw {
    this.#raws.push(raw);
    return raw;
  }

  /** Closes this bare server with all the rest. */
  protected keepServer(server: { close(): unknown }): void {
    this.#servers.push(server);
  }
}

/** Bare servers that a test tells what to do with each connection. */
export interface RawServer<Raw extends RawPeer = RawPeer> {
  /** The address to dial. */
  readonly address: string;
  /** The connections that came. */
  readonly raws: readonly Raw[];
}

/** A bench for a transport over byte streams, which also opens the bare streams below it. */
export abstract class StreamWireBench<
  DialOptions extends object = object,
  ListenOptions extends object = DialOptions,
  Address = unknown,
  Raw extends RawPeer = RawPeer,
> extends WireBench<DialOptions, ListenOptions, Address> {
  /** A bare client, connected. */
  abstract client(station: WireStation<ListenOptions, Address>): Promise<Raw>;

  /** A bare server that does what the test says with each connection. */
  abstract server(connected?: (raw: Raw) => void): Promise<RawServer<Raw>>;

  /** A client that has shaken hands. */
  async goodClient(station: WireStation<ListenOptions, Address>): Promise<[Raw, WireEnd]> {
    const { length } = station.ends;
    const raw = await this.client(station);
    raw.send(reqHeader);
    await until(() => station.ends.length > length, 'the connection of a good client');
    return [raw, station.ends[length] as WireEnd];
  }
}

/** The defaults of a table of options, as values. */
export const optionDefaults = <Options extends object>(table: OptionTable<Options>): Options =>
  Object.fromEntries(
    Object.entries(table as OptionTable<Record<string, unknown>>).map(([name, spec]) => [name, spec.default]),
  ) as Options;
