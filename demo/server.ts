// The answering side: one REP socket. Started by main.ts, once.
import { createRep, nodeTransports, type Message } from '@sp/node';
import type { Order, ServerReport } from './reports.ts';

const report = (what: ServerReport): void => {
  process.send?.(what);
};

let answered = 0;

/** Does sums, and gives everything else back as it came. */
const answer = (request: Message): string | Message => {
  answered += 1;
  const sum = request.body.length < 40 ? /^what is (\d+) times (\d+)\?$/.exec(request.text()) : null;
  return sum === null ? request : String(Number(sum[1]) * Number(sum[2]));
};

const rep = createRep(nodeTransports());
const serving = rep.serve(answer, { concurrency: 16 });
const { address } = await rep.listen('tcp://127.0.0.1:0');
report({ kind: 'listening', address });

process.on('message', (order: Order) => {
  if (order.kind === 'stop') void stop();
});
process.on('disconnect', () => process.exit(1));

const stop = async (): Promise<void> => {
  const { dropped } = await rep.close();
  await serving;
  report({ kind: 'closed', answered, dropped });
  process.disconnect();
};
