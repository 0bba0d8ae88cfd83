import { join } from 'node:path';
import { createRep, createReq, nodeTransports } from '@sp/node';
import type { PeerProcess } from './peer-process.ts';
import type { Scene } from './scene.ts';
import { protocols, type OurSide, type ProtocolName } from './scenarios.ts';
import { temporaryFile } from './temporary-files.ts';
import type { End, Peer } from './tools.ts';

/** One side of a conversation: what it is and what it says. */
export interface Part {
  readonly protocol: ProtocolName;
  readonly end: End;
  readonly address: string;
  readonly says: Uint8Array;
  /** How many bytes it will hear. */
  readonly hears: number;
}

/** A side that has been started. */
export interface Started {
  /** What it heard, all of it. */
  readonly heard: Promise<Uint8Array>;
}

/** Starts a side. One that listens does so when this resolves, if it is ours. */
export type Start = (scene: Scene, part: Part) => Promise<Started>;

/** The transports of our side. */
export const net: ReturnType<typeof nodeTransports> = nodeTransports();

/** An address, for the type checker. */
export const addressOf = (text: string): `tcp://${string}` => net.parse(text) as `tcp://${string}`;

const limits = { maxRecvSize: Infinity };
/** The other side may take a moment to listen. */
export const patient = { dialAsync: true, reconnectTime: 10 };

const startReq: Start = async (scene, { end, address, says }) => {
  const req = scene.open(createReq(net, limits));
  if (end === 'listen') await req.listen(addressOf(address));
  else await req.dial(addressOf(address), patient);
  return { heard: req.request(says).then(({ body }) => body) };
};

const startRep: Start = async (scene, { end, address, says }) => {
  const rep = scene.open(createRep(net, limits));
  if (end === 'listen') await rep.listen(addressOf(address));
  else await rep.dial(addressOf(address), patient);
  const serve = async (): Promise<Uint8Array> => {
    const { body } = await rep.recv();
    await rep.send(says);
    return body;
  };
  return { heard: serve() };
};

const library: Readonly<Record<ProtocolName, Start>> = { req: startReq, rep: startRep };

/** What a process hears: all it has printed when it ends, or as soon as that is long enough. */
const heardBy = (process: PeerProcess, { protocol, hears }: Part): Promise<Uint8Array> =>
  protocols[protocol].conduct === 'asks' ? process.exits(0) : process.printed(hears);

/** Seconds that a process waits for a message: longer than any case takes. */
const waits = ['--recv-timeout', '60'];

/** Arguments that make a process say something. Not every tool takes an empty file. */
const saying = ({ says }: Part): string[] => (says.length === 0 ? ['--data='] : ['--file', temporaryFile(says)]);

const spcat: Start = async (scene, part) => {
  const path = join(import.meta.dirname, '../node_modules/.bin/spcat');
  const { protocol, end, address } = part;
  const where = end === 'listen' ? ['-v', '--listen', address] : ['--async', '--dial', address];
  const process = scene.spawn(path, [`--${protocol}`, ...where, ...saying(part), '-Z0', '--raw', ...waits]);
  if (end === 'listen') await process.said(/^Listening at: /m);
  return { heard: heardBy(process, part) };
};

/** Our sides by name. */
export const startOurs: Readonly<Record<OurSide, Start>> = {
  library: (scene, part) => library[part.protocol](scene, part),
  spcat,
};

/** Starts a program of another implementation. */
export const startPeer =
  (peer: Peer): Start =>
  (scene, part) => {
    const args = [...peerArguments(peer, part), ...saying(part), ...(peer.unlimited ?? []), '--raw', ...waits];
    return Promise.resolve({ heard: heardBy(scene.spawn(peer.path, args), part) });
  };

/** Protocol and address, as a tool wants them. */
export const peerArguments = (
  peer: Peer,
  { protocol, end, address }: Pick<Part, 'protocol' | 'end' | 'address'>,
): string[] => [peer.protocol(protocol), peer[end], address];
