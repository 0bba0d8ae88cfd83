import type { End } from './tools.ts';

/** Takes part in a conversation as the side that speaks first, or as the one that speaks when it is spoken to. */
export type Conduct = 'asks' | 'answers';

/** What the table needs to know about a protocol. */
export interface ProtocolRow {
  readonly conduct: Conduct;
  /** Bytes that the protocol puts in front of the body. */
  readonly header: number;
}

/** The name of a protocol in the table. */
export type ProtocolName = 'req' | 'rep';

/** The protocols that are tried out. */
export const protocols: Readonly<Record<ProtocolName, ProtocolRow>> = {
  req: { conduct: 'asks', header: 4 },
  rep: { conduct: 'answers', header: 4 },
};

/** Which protocol talks to which; our side comes first. */
export const pairings: readonly (readonly [ProtocolName, ProtocolName])[] = [
  ['req', 'rep'],
  ['rep', 'req'],
];

/** A transport that is tried out: how to make an address that is free. */
export interface TransportRow {
  readonly name: string;
  readonly address: (freePort: () => Promise<number>) => Promise<string>;
}

/** The transports that are tried out. */
export const transportRows: readonly TransportRow[] = [
  { name: 'tcp', address: async (freePort) => `tcp://127.0.0.1:${await freePort()}` },
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
export const sizes: readonly SizeRow[] = [
  { name: '0', bytes: 0 },
  { name: '1', bytes: 1 },
  { name: '1 KiB', bytes: 1_024 },
  { name: '1 MiB', bytes: 1_048_576 },
];

/** The packages as a program uses them, or the command. */
export type OurSide = 'library' | 'spcat';

/** Our sides, and the sizes that each is tried with: a process of its own takes longer. */
export const ourSides: readonly { readonly name: OurSide; readonly sizes: readonly SizeRow[] }[] = [
  { name: 'library', sizes },
  { name: 'spcat', sizes: sizes.filter(({ bytes }) => bytes === 1_024) },
];

/** The body to send where the peer accepts `limit` bytes, header included. */
export const bodyLength = ({ bytes }: SizeRow, { header }: ProtocolRow, limit: number): number =>
  Math.min(bytes, limit - header);
