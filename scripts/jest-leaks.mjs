// Fails a test file that leaves sockets, servers or child processes open. Timers and worker threads are not visible here.
import { createRequire } from 'node:module';
import { afterAll } from '@jest/globals';

const { Server, Socket } = createRequire(import.meta.url)('node:net');

const kinds = new Set([
  'TCPServerWrap',
  'TCPSocketWrap',
  'PipeServerWrap',
  'PipeWrap',
  'TLSWRAP',
  'UDPWRAP',
  'ProcessWrap',
]);

// What was told not to keep the process alive is not among the active resources: every handle of ours.
// Kept on the class, which all test files of a worker share.
const silent = (Server[Symbol.for('@sp/test/silent-handles')] ??= watchUnref());

function watchUnref() {
  const seen = new Set();
  for (const { prototype } of [Server, Socket]) {
    const { unref } = prototype;
    prototype.unref = function () {
      seen.add(this);
      this.once('close', () => seen.delete(this));
      return unref.call(this);
    };
  }
  return seen;
}

const isOpen = (handle) => (handle instanceof Server ? handle.listening : !handle.destroyed);

const open = () => [
  ...process
    .getActiveResourcesInfo()
    .filter((kind) => kinds.has(kind))
    .sort(),
  ...[...silent].filter(isOpen).map((handle) => `unreferenced ${handle.constructor.name}`),
];
const before = open().length;

afterAll(async () => {
  const until = performance.now() + 500;
  while (open().length > before && performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
  if (open().length > before) throw new Error(`left open: ${open().join(', ')}`);
});
