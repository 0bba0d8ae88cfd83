import type { NodeTransport, SocketBase } from '@sp/node';
import { addressOf, patient } from '../our-sockets.ts';
import type { PeerProcess } from '../peer-process.ts';
import type { ProtocolName } from '../scenarios.ts';
import type { Scene } from '../scene.ts';
import { peerArguments } from '../sides.ts';
import type { End, Peer } from '../tools.ts';

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

/** A program of a tool. */
export const peerProcess = (
  scene: Scene,
  peer: Peer,
  protocol: ProtocolName,
  end: End,
  address: string,
  ...more: readonly string[]
): PeerProcess => scene.spawn(peer.path, [...peerArguments(peer, { protocol, end, address }), ...more]);

/** A program of a tool that listens; nobody knows when. */
export async function peerListening(
  scene: Scene,
  peer: Peer,
  protocol: ProtocolName,
  ...more: readonly string[]
): Promise<[PeerProcess, address: string]> {
  const address = await freeAddress(scene);
  return [peerProcess(scene, peer, protocol, 'listen', address, ...more), address];
}

/** A REP of a tool that listens, answers `pong` and prints the requests as they are. */
export const pongPeer = (
  scene: Scene,
  peer: Peer,
  ...more: readonly string[]
): Promise<[PeerProcess, address: string]> => peerListening(scene, peer, 'rep', '--data', 'pong', '--raw', ...more);

/** A REQ of a tool that dials, asks `ping` and prints the reply as it is. */
export const pingPeer = (
  scene: Scene,
  peer: Peer,
  address: string,
  data: readonly string[] = ['--data', 'ping'],
): PeerProcess => peerProcess(scene, peer, 'req', 'dial', address, ...data, '--raw', '--recv-timeout', '60');

/** A socket of ours that listens, and where; over TCP unless told otherwise. */
export async function listening<S extends SocketBase<NodeTransport>>(
  scene: Scene,
  socket: S,
  at?: string,
): Promise<[S, address: string]> {
  const { address } = await scene.open(socket).listen(addressOf(at ?? (await freeAddress(scene))));
  return [socket, address];
}

/** A socket of ours that is connected to somebody who listens, or will. */
export async function connected<S extends SocketBase<NodeTransport>>(
  scene: Scene,
  socket: S,
  address: string,
): Promise<S> {
  await attached(scene.open(socket), () => socket.dial(addressOf(address), patient));
  return socket;
}

/** Does something, and waits until a socket of ours has got a peer by it. */
export async function attached(socket: SocketBase<NodeTransport>, action: () => unknown): Promise<void> {
  const attaching = new Promise<void>((resolve) => {
    socket.setPipeHook({
      attached: () => {
        resolve();
      },
    });
  });
  await action();
  await attaching;
}

/** The code of the error that an action fails with; `none` where it succeeds. */
export const failureOf = (action: Promise<unknown>): Promise<unknown> =>
  action.then(
    () => 'none',
    (error: unknown) => (error as { code?: unknown }).code,
  );
