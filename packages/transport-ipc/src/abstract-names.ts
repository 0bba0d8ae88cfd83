import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

let answer: Promise<boolean> | undefined;

/**
 * Whether this runtime pads abstract names with NULs to their full length, where the rest of the world takes them as
 * they are: the libuv of Node.js 20 does. Found out once, by binding one and looking at the kernel's list.
 */
export const padsAbstractNames = (): Promise<boolean> => (answer ??= probe());

async function probe(): Promise<boolean> {
  const name = randomUUID();
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen({ path: `\0${name}`, exclusive: true }, resolve);
    });
    // The kernel writes each NUL as @.
    return (await readFile('/proc/net/unix', 'latin1')).includes(`@${name}@`);
  } catch {
    return false;
  } finally {
    server.close();
  }
}
