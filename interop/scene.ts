import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PeerProcess } from './peer-process.ts';

const usedPorts = new Set<number>();

/** Everything that one case starts and opens, so that nothing of it is left afterwards. */
export class Scene {
  readonly #signal: AbortSignal;
  readonly #cleanUps: (() => unknown)[] = [];
  readonly #processes: PeerProcess[] = [];

  /** @param signal - aborted when the case has run out of time */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** What the processes have written to standard error. */
  get stderr(): string {
    return this.#processes
      .map(({ stderr }) => stderr.trim())
      .filter((text) => text !== '')
      .join('\n');
  }

  spawn(path: string, args: readonly string[]): PeerProcess {
    const peer = new PeerProcess(path, args);
    this.#processes.push(peer);
    this.#cleanUps.push(() => peer.kill());
    return peer;
  }

  /** Closes a socket when the case is over. */
  open<S extends { readonly closed: boolean; configure(options: { linger: number }): void; close(): Promise<unknown> }>(
    socket: S,
  ): S {
    this.#cleanUps.push(async () => {
      if (socket.closed) return;
      socket.configure({ linger: 0 });
      await socket.close();
    });
    return socket;
  }

  /** A TCP port of the loopback interface that nobody uses, different at each call. */
  async freePort(): Promise<number> {
    for (;;) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      if (usedPorts.has(port)) continue;
      usedPorts.add(port);
      return port;
    }
  }

  /** A bare connection to a TCP port of the loopback interface or to a path, as soon as somebody listens there. */
  connected(where: number | string): Promise<Socket> {
    return this.retried(
      () =>
        new Promise((resolve, reject) => {
          const socket = typeof where === 'number' ? connect(where, '127.0.0.1') : connect(where);
          socket.once('error', reject);
          socket.once('connect', () => {
            socket.off('error', reject).on('error', () => undefined);
            this.#cleanUps.push(() => socket.destroy());
            resolve(socket);
          });
        }),
      (error) => ['ECONNREFUSED', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? ''),
    );
  }

  /** Repeats an action as long as it fails for a reason that will pass. */
  async retried<T>(action: () => Promise<T>, passes: (error: unknown) => boolean): Promise<T> {
    for (;;) {
      try {
        return await action();
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!passes(error)) throw error;
        await sleep(10, undefined, { signal: this.#signal });
      }
    }
  }

  /** Waits for a condition. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await sleep(5, undefined, { signal: this.#signal });
  }

  /** Waits for some milliseconds, to see that nothing happens in them. */
  async watch(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#signal });
  }

  /** Does something when the case is over. */
  afterwards(cleanUp: () => unknown): void {
    this.#cleanUps.push(cleanUp);
  }

  async end(): Promise<void> {
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
  }
}
