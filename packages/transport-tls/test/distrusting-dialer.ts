// Dials a server that it has no reason to trust, and prints the code of the error.
import { codeOf } from '@sp/compliance';
import { Bench } from './tls-bench.ts';

// Nothing of the transport keeps a process alive.
const hold = setTimeout(() => undefined, 15_000);
console.log(await codeOf(new Bench().dial(process.argv[2] ?? '', { tls: undefined })));
clearTimeout(hold);
