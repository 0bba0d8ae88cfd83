// npm run demo: one REP server and several REQ clients, each a process of its own, over TCP on this machine.
//
// `npm run demo -- --kill-server` kills the server half-way, to show what a failure looks like.
import { parseArgs } from 'node:util';
import { Child } from './child.ts';
import type { ClientReport, Measured, ServerReport } from './reports.ts';

const CLIENTS = 3;
const SIZE = 64;
const AT_A_TIME = 32;
const MILLISECONDS = 600;
const TIME_LIMIT = 30_000;

const { 'kill-server': killServer } = parseArgs({ options: { 'kill-server': { type: 'boolean' } } }).values;

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const say = (text = ''): void => {
  console.log(text);
};

type Client = Child<ClientReport>;
const children: { kill(): void }[] = [];

const startServer = (): Child<ServerReport> => {
  const server = new Child<ServerReport>('the server', 'server.ts');
  children.push(server);
  return server;
};

const startClients = (): Client[] => {
  const clients = Array.from({ length: CLIENTS }, (_, n) => new Child<ClientReport>(`client ${n + 1}`, 'client.ts'));
  children.push(...clients);
  return clients;
};

const connect = async (server: Child<ServerReport>, clients: readonly Client[]): Promise<void> => {
  const { address } = await server.next('listening');
  say(`The server is process ${server.pid}. It asked for tcp://127.0.0.1:0 and got ${address}.`);
  for (const client of clients) client.order({ kind: 'dial', address });
  await Promise.all(clients.map((client) => client.next('connected')));
  say(`The clients are processes ${clients.map(({ pid }) => pid).join(', ')}. Each dialed that address.\n`);
};

const askSomething = async (clients: readonly Client[]): Promise<void> => {
  say('Each client asks two questions, and gets the answers to its own:');
  for (const [n, client] of [...clients, ...clients].entries()) {
    const question = `what is ${6 + n} times ${7 + n}?`;
    client.order({ kind: 'ask', question });
    const { answer, milliseconds } = await client.next('answer');
    say(
      `  ${client.name}   ${question.padEnd(22)}  ->  ${answer.padEnd(5)}  ${milliseconds.toFixed(2).padStart(6)} ms`,
    );
  }
  say();
};

const measure = async (clients: readonly Client[], atATime: number): Promise<void> => {
  const line = (name: string, { roundTrips, seconds, p50, p99 }: Omit<Measured, 'kind'>): void => {
    const [rate, median, slow] = [roundTrips / seconds, p50, p99].map((value) => whole(value).padStart(7));
    say(`  ${name}  ${rate ?? ''} round trips/s   p50 ${median ?? ''} us   p99 ${slow ?? ''} us`);
  };
  for (const client of clients) client.order({ kind: 'measure', milliseconds: MILLISECONDS, atATime, size: SIZE });
  const results = await Promise.all(clients.map((client) => client.next('measured')));
  clients.forEach(({ name }, n) => {
    const result = results[n];
    if (result !== undefined) line(name, result);
  });
  const together = results.reduce((sum, { roundTrips, seconds }) => sum + roundTrips / seconds, 0);
  say(`  together  ${whole(together).padStart(7)} round trips/s\n`);
};

const stop = async (server: Child<ServerReport>, clients: readonly Client[]): Promise<void> => {
  for (const client of clients) client.order({ kind: 'stop' });
  const reports = await Promise.all(clients.map((client) => client.next('closed')));
  const sum = (name: 'requests' | 'replies' | 'bytesOut' | 'bytesIn'): number =>
    reports.reduce((total, { traffic }) => total + traffic[name], 0);
  server.order({ kind: 'stop' });
  const { answered } = await server.next('closed');
  const [requests, replies] = [sum('requests'), sum('replies')];
  say(
    `On the wire a message of ${SIZE} B takes ${8 + 4 + SIZE}: 8 for its length, 4 for the id of the request, then the body.`,
  );
  say(
    `${whole(requests)} requests were ${whole(sum('bytesOut'))} bytes, ${whole(replies)} replies ${whole(sum('bytesIn'))}.`,
  );
  if (requests !== replies || requests !== answered) {
    throw new Error(`${requests} requests, ${answered} of them answered, ${replies} replies received`);
  }
  say(`The server answered ${whole(answered)} requests: nothing was lost, nothing came twice.`);
};

const exchange = async (server: Child<ServerReport>, clients: readonly Client[]): Promise<void> => {
  await connect(server, clients);
  await askSomething(clients);
  if (killServer === true) server.kill();
  say(`Requests of ${SIZE} B for ${MILLISECONDS} ms, one at a time from each client:`);
  await measure(clients, 1);
  say(`The same, ${AT_A_TIME} at a time on the one socket of each client:`);
  await measure(clients, AT_A_TIME);
};

const run = async (): Promise<void> => {
  say('Request and reply with the Scalability Protocols: a REP server and several REQ clients, over TCP.\n');
  const server = startServer();
  const clients = startClients();
  await Promise.race([exchange(server, clients), server.ended]);
  await stop(server, clients);
};

const limit = setTimeout(() => {
  fail(new Error(`not done after ${TIME_LIMIT / 1_000} s`));
}, TIME_LIMIT);

const fail = (error: Error): void => {
  clearTimeout(limit);
  for (const child of children) child.kill();
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
};

try {
  await run();
  clearTimeout(limit);
} catch (error) {
  fail(error as Error);
}
