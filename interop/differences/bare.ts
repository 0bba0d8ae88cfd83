import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { protocols } from '@sp/core/protocol';
import type { ProtocolName } from '../scenarios.ts';
import type { Scene } from '../scene.ts';

/** The eight bytes that a side opens with, in hexadecimal. */
export const handshakeOf = (protocol: ProtocolName): string => opening(protocols[protocol].self);

/** The eight bytes of any protocol number. */
export const opening = (number: number): string => `00535000${number.toString(16).padStart(4, '0')}0000`;

/** A message with its length in front, in hexadecimal. */
export const frame = (message: string): string => (message.length / 2).toString(16).padStart(16, '0') + message;

/** Text in hexadecimal. */
export const hex = (text: string): string => Buffer.from(text).toString('hex');

/** A TCP connection over which a test reads and writes bytes itself. */
export class BareConnection {
  readonly closed: Promise<unknown>;
  readonly #socket: Socket;
  #received = '';

  constructor(scene: Scene, socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('hex');
      socket.emit('more');
    });
    scene.afterwards(() => socket.destroy());
  }

  get isClosed(): boolean {
    return this.#socket.closed;
  }

  /** All bytes that have arrived, in hexadecimal. */
  get received(): string {
    return this.#received;
  }

  write(bytes: string): void {
    this.#socket.write(Buffer.from(bytes, 'hex'));
  }

  /** The bytes that have arrived, as soon as there are so many, or the connection is closed. */
  async arrived(length: number): Promise<string> {
    while (this.#received.length < 2 * length && !this.isClosed) {
      await Promise.race([once(this.#socket, 'more'), this.closed]);
    }
    return this.#received;
  }
}

/** The first connection to a server of ours that knows nothing of these protocols, at a port or at a path. */
export async function bareServer(
  scene: Scene,
  path?: string,
): Promise<[address: string, connection: Promise<BareConnection>]> {
  const port = await scene.freePort();
  const server = path === undefined ? createServer().listen(port, '127.0.0.1') : createServer().listen(path);
  await once(server, 'listening');
  scene.afterwards(() => server.close());
  const connection = once(server, 'connection').then(([socket]) => new BareConnection(scene, socket as Socket));
  return [path === undefined ? `tcp://127.0.0.1:${port}` : `ipc://${path}`, connection];
}

/** A connection to whoever listens at an address, or will. */
export const bareClient = async (scene: Scene, address: string): Promise<BareConnection> =>
  new BareConnection(
    scene,
    await scene.connected(
      address.startsWith('ipc://') ? address.slice('ipc://'.length) : Number(new URL(address).port),
    ),
  );
