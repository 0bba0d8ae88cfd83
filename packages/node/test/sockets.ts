import { tmpdir } from 'node:os';
import { afterEach } from '@jest/globals';
import { nodeTransports, type NodeTransport, type Pipe, type SocketBase, type Transports } from '@sp/node';

export const net: Transports<NodeTransport> = nodeTransports();

/** A socket of any protocol. */
export type AnySocket = SocketBase<NodeTransport>;

const open = new Set<AsyncDisposable>();

/** A socket that is closed when the test ends. */
export function closing<S extends AsyncDisposable>(socket: S): S {
  open.add(socket);
  return socket;
}

afterEach(async () => {
  await Promise.all([...open].map((socket) => socket[Symbol.asyncDispose]()));
  open.clear();
});

export const schemes: readonly ['inproc', 'tcp'] = ['inproc', 'tcp'];

/** All transports but those that need an HTTP server. */
export const everyScheme: readonly ['inproc', 'tcp', 'ipc', 'tls+tcp'] = ['inproc', 'tcp', 'ipc', 'tls+tcp'];

/** The transport of a connection. */
export type Scheme = (typeof everyScheme)[number];

let names = 0;

/** An address that nobody listens at. */
export const freeAddress = (scheme: Scheme): `${Scheme}://${string}` =>
  scheme === 'tcp' || scheme === 'tls+tcp'
    ? `${scheme}://127.0.0.1:0`
    : scheme === 'ipc'
      ? `ipc://${tmpdir()}/sp-node-test-${process.pid}-${(names += 1)}`
      : `inproc://node-test-${(names += 1)}`;

/** Connects sockets with one that listens, and resolves when both ends of all connections are attached. */
export async function connect(server: AnySocket, clients: readonly AnySocket[], scheme: Scheme): Promise<Pipe[]> {
  const pipes: Pipe[] = [];
  const all = new Promise<void>((resolve) => {
    server.setPipeHook({
      attached: (pipe) => {
        if (pipes.push(pipe) === clients.length) resolve();
      },
    });
  });
  const { address } = await server.listen(freeAddress(scheme));
  for (const client of clients) await client.dial(net.parse(address));
  await all;
  server.setPipeHook(undefined);
  return pipes;
}

/** A counter of a socket by name, 0 where it has not moved. */
export const counter = (socket: Pick<AnySocket, 'stats'>, name: string): number =>
  socket.stats().find(name)?.number ?? 0;

/** Resolves when the condition holds, looking again after every turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

/** The texts that a socket receives, up to and without the one that ends the test. */
export async function textsUntil(socket: { recv(): Promise<{ text(): string }> }, last: string): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const text = (await socket.recv()).text();
    if (text === last) return texts;
    texts.push(text);
  }
}
