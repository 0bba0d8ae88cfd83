// Listens, dials, exchanges a message and has nothing more to do: the process should end here.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { until } from '@sp/compliance';
import { Bench } from './ws-bench.ts';
import { Message } from '@sp/core/transport';

// Something else keeps the process alive until everything is connected.
const other = createServer().listen(0);
await once(other, 'listening');
const bench = new Bench();
const station = await bench.listen();
const [one, two] = await bench.connect(station);
one.pipe.send(new Message('hello'), false);
await until(() => two.messages.length === 1, 'a message');
process.stdout.write('connected\n');
other.close();
