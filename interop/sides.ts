import { securityArguments } from './certificates.ts';
import { packedLength, unpacked } from './message-pack.ts';
import { spcatPath } from './our-command.ts';
import { startSocket } from './our-sockets.ts';
import type { PeerProcess } from './peer-process.ts';
import { protocols, type OurSide, type ProtocolName } from './scenarios.ts';
import type { Scene } from './scene.ts';
import { temporaryFile } from './temporary-files.ts';
import type { End, Peer } from './tools.ts';

/** One side of a conversation: what it is, and what it says if its protocol says anything. */
export interface Part {
  readonly protocol: ProtocolName;
  readonly end: End;
  readonly address: string;
  readonly says: Uint8Array;
  /** How long the messages are that it hears, if it hears any. */
  readonly hears: number;
}

/** A side that has been started. */
export interface Started {
  /** The first message that it heard; undefined, soon, for one that only speaks. */
  readonly heard: Promise<Uint8Array | undefined>;
}

/** Starts a side. One that listens does so when this resolves, if it is ours. */
export type Start = (scene: Scene, part: Part) => Promise<Started>;

/** Arguments of a process that says something, and with `repeatedly` says it again and again. */
function saying({ protocol, says }: Part, repeatedly: readonly string[]): string[] {
  const row = protocols[protocol];
  if (row.says === undefined) return [];
  // Not every tool takes an empty file.
  const data = says.length === 0 ? ['--data='] : ['--file', temporaryFile(says)];
  // A message that is sent before the other side is there is lost in most protocols; only REQ keeps its request.
  return row.says === 'first' && protocol !== 'req' ? [...data, ...repeatedly] : data;
}

/** Arguments of a process that prints messages. It waits for them longer than any case takes. */
const hearing = ({ protocol }: Part, unlimited: readonly string[] = []): string[] =>
  protocols[protocol].hears ? ['--msgpack', '--recv-timeout', '60', ...unlimited] : [];

/** The first message that a process prints. A REQ ends after it. */
async function heardBy(process: PeerProcess, { protocol, hears }: Part): Promise<Uint8Array | undefined> {
  if (!protocols[protocol].hears) return undefined;
  return unpacked(await (protocol === 'req' ? process.exits(0) : process.printed(packedLength(hears))), hears);
}

const spcat: Start = async (scene, part) => {
  const { protocol, end, address } = part;
  const where = end === 'listen' ? ['-v', '--listen', address] : ['--async', '--dial', address];
  const what = [
    ...securityArguments(end, address),
    ...saying(part, ['--interval', '200ms']),
    ...hearing(part, ['-Z0']),
  ];
  const process = scene.spawn(spcatPath(), [`--${protocol}`, ...where, ...what]);
  if (end === 'listen') await process.said(/^Listening at: /m);
  return { heard: heardBy(process, part) };
};

/** Our sides by name. */
export const startOurs: Readonly<Record<OurSide, Start>> = {
  library: (scene, { protocol, end, address, says }) => startSocket(scene, protocol, end, address, says),
  spcat,
};

/** Starts a program of another implementation. */
export const startPeer =
  (peer: Peer): Start =>
  (scene, part) => {
    const args = [...peerArguments(peer, part), ...saying(part, peer.repeatedly), ...hearing(part, peer.unlimited)];
    return Promise.resolve({ heard: heardBy(scene.spawn(peer.path, args), part) });
  };

/** Protocol and address, as a tool wants them. */
export function peerArguments(
  { name, protocols: options, ...peer }: Peer,
  { protocol, end, address }: Pick<Part, 'protocol' | 'end' | 'address'>,
): string[] {
  const option = options[protocol];
  if (option === undefined) throw new Error(`${name} has no ${protocol}`);
  return [option, peer[end], address, ...securityArguments(end, address)];
}
