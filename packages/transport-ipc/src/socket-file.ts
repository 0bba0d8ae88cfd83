import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, renameSync, unlinkSync, type BigIntStats } from 'node:fs';
import type { Server } from 'node:net';
import { resolve } from 'node:path';
import type { IpcListenOptions } from './ipc-options.ts';

/**
 * The file of a bound unix socket.
 *
 * Closing a server removes whatever is at its path. Somebody may have removed our file meanwhile, and another listener
 * bound the path anew: that file has to stay.
 */
export class SocketFile {
  readonly #file: string;
  /** The path as the server has it; relative where the absolute one is too long. */
  readonly #path: string;
  readonly #identity: string | undefined;

  /** @param file - the absolute path of a server that was bound just now */
  constructor(file: string, path: string) {
    this.#file = file;
    this.#path = path;
    this.#identity = identify(statusOf(file));
  }

  /** Sets the permissions that were asked for. Throws the system's error. */
  permit({ chmod, group, owner }: Readonly<IpcListenOptions>): void {
    // Before the bits are set, since a change of owner may clear some; -1 leaves an id as it is.
    if (owner !== undefined || group !== undefined) chownSync(this.#file, owner ?? -1, group ?? -1);
    if (chmod !== undefined) chmodSync(this.#file, chmod);
  }

  /** Closes the server and removes the file, if it is still the one that the server bound. */
  close(server: Server): void {
    const target = resolve(this.#path);
    if (this.#isOurs(target)) server.close();
    else closeBeside(server, target);
    // A relative path meant another file if the working directory has changed.
    if (this.#isOurs(this.#file)) quietly(unlinkSync, this.#file);
  }

  #isOurs(file: string): boolean {
    return this.#identity !== undefined && identify(statusOf(file)) === this.#identity;
  }
}

/** Closes a server, and puts the foreign file at its path out of the way for that moment. */
function closeBeside(server: Server, target: string): void {
  const aside = `${target}.${randomUUID()}`;
  quietly(renameSync, target, aside);
  server.close();
  quietly(renameSync, aside, target);
}

/** What is at a path, links not followed; undefined for nothing, or nothing that we may see. */
export function statusOf(file: string): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

/** The same for one file at different times, and different for all files that exist at a time. */
export const identify = (status: BigIntStats | undefined): string | undefined =>
  status === undefined ? undefined : `${status.dev} ${status.ino}`;

/** Does something to files, where it is possible. */
function quietly<Files extends string[]>(change: (...files: Files) => void, ...files: Files): void {
  try {
    change(...files);
  } catch {
    // Nothing is at the path, or it is not ours to change: then closing has not harmed it either.
  }
}
