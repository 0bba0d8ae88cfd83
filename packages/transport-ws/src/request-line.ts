import type { Socket } from 'node:net';

/** How the request of a client begins that left out the path: NNG 1 does, and Node's parser refuses it. */
const PATHLESS = Buffer.from('GET  HTTP/1.');
const REPAIRED = Buffer.from('GET / HTTP/1.');

/**
 * Waits for the beginning of a request and repairs it if it has no target; everything else is left as it is.
 *
 * @param ready - called with nothing consumed from the socket; not called for one that ends before
 */
export function awaitRequestLine(socket: Socket, ready: () => void): void {
  let head: Buffer = Buffer.alloc(0);
  const stop = (): void => {
    socket.off('readable', read);
    socket.off('end', gone);
    socket.off('error', gone);
  };
  const gone = (): void => {
    stop();
    socket.on('error', () => undefined);
    socket.destroy();
  };
  const read = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const known = Math.min(head.length, PATHLESS.length);
    const pathless = head.subarray(0, known).equals(PATHLESS.subarray(0, known));
    if (pathless && known < PATHLESS.length) return;
    stop();
    socket.unshift(pathless ? Buffer.concat([REPAIRED, head.subarray(known)]) : head);
    ready();
  };
  socket.on('readable', read);
  socket.on('end', gone);
  socket.on('error', gone);
}
