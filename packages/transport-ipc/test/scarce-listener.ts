// A listener in a process of its own, which may have few file descriptors; tells when it listens, and each pipe.
import { rep } from '@sp/compliance';
import { systemClock } from '@sp/core/transport';
import { ipc } from '../src/index.ts';

const transport = ipc();
const url = `ipc://${process.argv[2] ?? ''}`;
await transport.listen({
  address: transport.parse(url, 'listen'),
  url,
  info: rep,
  options: { maxRecvSize: 1_000, chmod: undefined, owner: undefined, group: undefined },
  clock: systemClock,
  accepted: () => {
    process.stdout.write('accepted\n');
  },
  failed: () => undefined,
});
process.stdout.write('listening\n');
process.stdin.resume();
