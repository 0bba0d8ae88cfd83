import { afterEach } from '@jest/globals';
import { nodeTransports, type NodeTransport, type SocketBase, type Transports } from '@sp/node';
import { SpcatRun } from './spcat-run.ts';

/** The transports of the sockets that runs talk to. */
export const net: Transports<NodeTransport> = nodeTransports();

/** So that a test fails with a reason rather than by running out of time. */
export const patience = { timeout: 5_000 };

type Closes = Pick<SocketBase<NodeTransport>, 'closed' | 'configure' | 'close'>;
const open = new Set<Closes>();

/** Sockets that are closed after each test, whatever is queued. */
export function opened<S extends Closes>(socket: S): S {
  open.add(socket);
  return socket;
}

afterEach(async () => {
  for (const socket of open) {
    if (socket.closed) continue;
    socket.configure({ linger: 0 });
    await socket.close();
  }
  open.clear();
});

/** A socket that listens, and its address. */
export async function listening<S extends SocketBase<NodeTransport>>(socket: S): Promise<[S, string]> {
  const { address } = await opened(socket).listen('tcp://127.0.0.1:0');
  return [socket, address];
}

/** A run that listens, and a socket connected to it. */
export async function connected<S extends SocketBase<NodeTransport>>(
  socket: S,
  ...args: string[]
): Promise<[SpcatRun, S]> {
  const run = new SpcatRun(['-L0', '-v', ...args]);
  await opened(socket).dial(await run.address());
  return [run, socket];
}

/** Resolves when a peer has connected. */
export const attached = (socket: SocketBase<NodeTransport>): Promise<void> =>
  new Promise((resolve) => {
    socket.setPipeHook({
      attached: () => {
        resolve();
      },
    });
  });
