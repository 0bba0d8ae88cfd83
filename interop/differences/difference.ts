import type { PeerProcess } from '../peer-process.ts';
import type { Scene } from '../scene.ts';
import { peerArguments } from '../sides.ts';
import type { Peer } from '../tools.ts';

/** What is known about one tool, or about several, as a test. */
export interface Difference {
  readonly title: string;
  /** The tools that it holds for; all of them where it is left out. */
  readonly tools?: readonly string[];
  /** Milliseconds that it may take; 20,000 where it is left out. */
  readonly deadline?: number;
  readonly run: (scene: Scene, peer: Peer) => Promise<void>;
}

/** Fails the test unless something holds. */
export function check(holds: boolean, expected: string): asserts holds {
  if (!holds) throw new Error(`expected: ${expected}`);
}

/** Fails the test unless two values are the same. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [is, shouldBe] = [actual, expected].map((value) => JSON.stringify(value));
  if (is !== shouldBe) throw new Error(`${what}: ${is ?? 'nothing'} instead of ${shouldBe ?? 'nothing'}`);
}

/** An address for a tool to listen at, or for us. */
export const freeAddress = async (scene: Scene): Promise<string> => `tcp://127.0.0.1:${await scene.freePort()}`;

/** A REP of a tool that listens, answers `pong` and prints the requests as they are. */
export async function pongPeer(scene: Scene, peer: Peer, ...more: string[]): Promise<[PeerProcess, address: string]> {
  const address = await freeAddress(scene);
  const rep = peerArguments(peer, { protocol: 'rep', end: 'listen', address });
  return [scene.spawn(peer.path, [...rep, '--data', 'pong', '--raw', ...more]), address];
}

/** A REQ of a tool that dials, asks `ping` and prints the reply as it is. */
export function pingPeer(
  scene: Scene,
  peer: Peer,
  address: string,
  data: readonly string[] = ['--data', 'ping'],
): PeerProcess {
  const req = peerArguments(peer, { protocol: 'req', end: 'dial', address });
  return scene.spawn(peer.path, [...req, ...data, '--raw', '--recv-timeout', '60']);
}
