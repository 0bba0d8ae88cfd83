import { unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import type { Clock } from '@sp/core/transport';
import { identify, statusOf } from './socket-file.ts';

/** How long a listener may take to answer before it counts as alive, in milliseconds. */
export const PROBE_TIMEOUT = 100;

/**
 * Removes the socket file that a process which crashed left behind.
 *
 * @param path - the path as the operating system is given it
 * @returns whether the path is free now: what is not a socket stays, and so does a socket unless the system says that
 * nobody listens
 */
export async function removeStale(file: string, path: string, clock: Clock): Promise<boolean> {
  const found = statusOf(file);
  if (found === undefined) return true;
  if (!found.isSocket() || !(await isDead(path, clock))) return false;
  // Another process may have found out the same, and have bound its own file by now.
  const now = statusOf(file);
  if (identify(now) !== identify(found) || now?.ctimeNs !== found.ctimeNs) return false;
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

function isDead(path: string, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path).unref();
    const finish = (dead: boolean): void => {
      clock.clearTimer(timer);
      socket.destroy();
      resolve(dead);
    };
    const timer = clock.setTimer(
      () => {
        finish(false);
      },
      PROBE_TIMEOUT,
      false,
    );
    socket.on('connect', () => {
      finish(false);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ECONNREFUSED');
    });
  });
}
