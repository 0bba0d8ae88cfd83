// A listener in a process of its own, which may have few file descriptors; tells its port and each pipe.
import { rep } from '@sp/compliance';
import { systemClock } from '@sp/core/transport';
import { tcp } from '../src/index.ts';

const transport = tcp();
const url = 'tcp://127.0.0.1:0';
const listener = await transport.listen({
  address: transport.parse(url, 'listen'),
  url,
  info: rep,
  options: { noDelay: true, keepAlive: true, keepAliveTime: 0, maxRecvSize: 1_000 },
  clock: systemClock,
  accepted: () => {
    process.stdout.write('accepted\n');
  },
  failed: () => undefined,
});
process.stdout.write(`port ${String(listener.property?.('boundPort'))}\n`);
process.stdin.resume();
