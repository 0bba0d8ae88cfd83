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

/** How a process says something, and says it again. */
type Manner = Pick<Peer, 'repeatedly' | 'hasty'>;

/**
 * Arguments that make a process send again and again, if it is one whose message could be lost. Others had better not:
 * the PAIR of nngcat, for one, ends with an error when a peer takes longer to come than the interval.
 */
export const repeating = ({ repeatedly, hasty }: Manner, protocol: ProtocolName): readonly string[] =>
  protocols[protocol].keepsNothing || (hasty && protocol === 'push') ? repeatedly : [];

/** Arguments of a process that says something, if its protocol does. */
function saying({ protocol, says }: Part, manner: Manner): string[] {
  if (protocols[protocol].says === undefined) return [];
  // Not every tool takes an empty file.
  const data = says.length === 0 ? ['--data='] : ['--file', temporaryFile(says)];
  return [...data, ...repeating(manner, protocol)];
}

/** Arguments of a process that prints messages. It waits for them longer than any case takes. */
const hearing = ({ protocol }: Part, unlimited: readonly string[] = []): string[] =>
  protocols[protocol].hears ? ['--msgpack', '--recv-timeout', '60', ...unlimited] : [];

/** The first message that a process prints. A REQ ends after it. */
async function heardBy(process: PeerProcess, { protocol, hears }: Part): Promise<Uint8Array | undefined> {
  if (!protocols[protocol].hears) return undefined;
  return unpacked(await (protocol === 'req' ? process.exits(0) : process.printed(packedLength(hears))), hears);
}

/**
 * The PULL of nngcat and that of nanocat leave a message in its connection until they get to it, and lose it if that is
 * closed before. So even a PUSH that waits until its message has left has to stay.
 */
const hastily: Manner = { repeatedly: ['--interval', '200ms'], hasty: true };

const spcat: Start = async (scene, part) => {
  const { protocol, end, address } = part;
  const where = end === 'listen' ? ['-v', '--listen', address] : ['--async', '--dial', address];
  const what = [...securityArguments(end, address), ...saying(part, hastily), ...hearing(part, ['-Z0'])];
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
    const args = [...peerArguments(peer, part), ...saying(part, peer), ...hearing(part, peer.unlimited)];
    const heard = new Promise<Uint8Array | undefined>((resolve, reject) => {
      const start = (): void => {
        const process = scene.spawn(peer.path, args);
        const stumbled = (): boolean => peer.stumbles?.test(process.stderr) ?? false;
        heardBy(process, part).then(resolve, (error: unknown) => {
          if (!stumbled()) reject(error instanceof Error ? error : new Error(String(error)));
        });
        void process.ended.then(() => {
          if (stumbled()) start();
        });
      };
      start();
    });
    return Promise.resolve({ heard });
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
