// Fails a test file that leaves sockets, servers or child processes open. Timers and worker threads are not visible here.
import { afterAll } from '@jest/globals';

const kinds = new Set([
  'TCPServerWrap',
  'TCPSocketWrap',
  'PipeServerWrap',
  'PipeWrap',
  'TLSWRAP',
  'UDPWRAP',
  'ProcessWrap',
]);
const open = () =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => kinds.has(kind))
    .sort();
const before = open().length;

afterAll(async () => {
  const until = performance.now() + 500;
  while (open().length > before && performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
  if (open().length > before) throw new Error(`left open: ${open().join(', ')}`);
});
