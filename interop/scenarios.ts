import type { Scene } from './scene.ts';
import { temporaryPath } from './temporary-files.ts';
import type { End } from './tools.ts';

/** The name of a protocol in the table. */
export type ProtocolName =
  'push' | 'pull' | 'pub' | 'sub' | 'req' | 'rep' | 'surveyor' | 'respondent' | 'bus' | 'pair' | 'pair1' | 'star';

/** What the table needs to know about a protocol. */
export interface ProtocolRow {
  /** Sends messages: `first`, to whoever is there, or `then`, to whoever has sent one. */
  readonly says: 'first' | 'then' | undefined;
  readonly hears: boolean;
  /** True where a message is lost that is sent before anybody is there for it. */
  readonly keepsNothing: boolean;
  /** Bytes that the protocol puts in front of the body. */
  readonly header: number;
}

/** The protocols that are tried out, by their names in the table. */
export const protocols: Readonly<Record<ProtocolName, ProtocolRow>> = {
  push: { says: 'first', hears: false, keepsNothing: false, header: 0 },
  pull: { says: undefined, hears: true, keepsNothing: false, header: 0 },
  pub: { says: 'first', hears: false, keepsNothing: true, header: 0 },
  sub: { says: undefined, hears: true, keepsNothing: false, header: 0 },
  req: { says: 'first', hears: true, keepsNothing: false, header: 4 },
  rep: { says: 'then', hears: true, keepsNothing: false, header: 4 },
  surveyor: { says: 'first', hears: true, keepsNothing: true, header: 4 },
  respondent: { says: 'then', hears: true, keepsNothing: false, header: 4 },
  bus: { says: 'first', hears: true, keepsNothing: true, header: 0 },
  pair: { says: 'first', hears: true, keepsNothing: false, header: 0 },
  pair1: { says: 'first', hears: true, keepsNothing: false, header: 4 },
  star: { says: 'first', hears: true, keepsNothing: true, header: 4 },
};

/** Which protocol talks to which; our side comes first. */
export const pairings: readonly (readonly [ProtocolName, ProtocolName])[] = [
  ['push', 'pull'],
  ['pull', 'push'],
  ['pub', 'sub'],
  ['sub', 'pub'],
  ['req', 'rep'],
  ['rep', 'req'],
  ['surveyor', 'respondent'],
  ['respondent', 'surveyor'],
  ['bus', 'bus'],
  ['pair', 'pair'],
  ['pair1', 'pair1'],
  ['star', 'star'],
];

/** Who listens: our side or the other program. */
export const ends: readonly { readonly ours: End; readonly theirs: End }[] = [
  { ours: 'dial', theirs: 'listen' },
  { ours: 'listen', theirs: 'dial' },
];

/** A size of message. */
export interface SizeRow {
  readonly name: string;
  readonly bytes: number;
}

/** The sizes that are tried out, of the body. */
const sizes: readonly SizeRow[] = [
  { name: '0 B', bytes: 0 },
  { name: '1 B', bytes: 1 },
  { name: '1 KiB', bytes: 1_024 },
  { name: '1 MiB', bytes: 1_048_576 },
];
const kibibyte = sizes.filter(({ bytes }) => bytes === 1_024);

/** A transport that is tried out. */
export interface TransportRow {
  /** As addresses begin with it. */
  readonly name: string;
  /** An address that nobody uses. */
  readonly address: (scene: Scene) => Promise<string>;
  /** The sizes for the library; the command, a process of its own, is tried with one. */
  readonly sizes: readonly SizeRow[];
}

const atPort =
  (scheme: string) =>
  async (scene: Scene): Promise<string> =>
    `${scheme}://127.0.0.1:${await scene.freePort()}`;

/** The transports that are tried out. */
export const transportRows: readonly TransportRow[] = [
  { name: 'tcp', address: atPort('tcp'), sizes },
  { name: 'ipc', address: () => Promise.resolve(`ipc://${temporaryPath()}`), sizes: kibibyte },
  // Without a path: nanomsg knows no other addresses to listen at.
  { name: 'ws', address: atPort('ws'), sizes: kibibyte },
  { name: 'tls+tcp', address: atPort('tls+tcp'), sizes: kibibyte },
  { name: 'wss', address: atPort('wss'), sizes: kibibyte },
];

/** The packages as a program uses them, or the command. */
export type OurSide = 'library' | 'spcat';

/** Our sides, and the sizes that each is tried with. */
export const ourSides: readonly {
  readonly name: OurSide;
  readonly sizes: (transport: TransportRow) => readonly SizeRow[];
}[] = [
  { name: 'library', sizes: (transport) => transport.sizes },
  { name: 'spcat', sizes: () => kibibyte },
];

/** The body to send where the peer accepts `limit` bytes, header included. */
export const bodyLength = ({ bytes }: SizeRow, { header }: ProtocolRow, limit: number): number =>
  Math.min(bytes, limit - header);
