// The asking side: one REQ socket. Started by main.ts, several times.
import { createReq, nodeTransports } from '@sp/node';
import type { ClientReport, Measured, Order, Traffic } from './reports.ts';

const LENGTH_OF_FRAME = 8;
const HANDSHAKE = 8;
const patience = { timeout: 2_000 };

const report = (what: ClientReport): void => {
  process.send?.(what);
};

const net = nodeTransports();
const req = createReq(net);

const ask = async (question: string): Promise<ClientReport> => {
  const start = performance.now();
  const reply = await req.request(question, patience);
  return { kind: 'answer', answer: reply.text(), milliseconds: performance.now() - start };
};

/** Asks again and again for a while, on as many lines at a time as wanted: one socket carries them all. */
const measure = async (milliseconds: number, atATime: number, size: number): Promise<Measured> => {
  const body = new Uint8Array(size).fill(0x2e);
  const times: number[] = [];
  const start = performance.now();
  const line = async (): Promise<void> => {
    for (let before = start; before - start < milliseconds;) {
      const reply = await req.request(body, patience);
      if (reply.body.length !== size) throw new Error(`a reply of ${reply.body.length} bytes, not ${size}`);
      const after = performance.now();
      times.push(after - before);
      before = after;
    }
  };
  await Promise.all(Array.from({ length: atATime }, line));
  const seconds = (performance.now() - start) / 1_000;
  times.sort((a, b) => a - b);
  const quantile = (share: number): number => (times[Math.floor(times.length * share)] ?? NaN) * 1_000;
  return { kind: 'measured', roundTrips: times.length, seconds, p50: quantile(0.5), p99: quantile(0.99) };
};

/** The counters of the connection, and what TCP carries beside: a length before each message, a handshake. */
const traffic = (): Traffic => {
  const pipe = req.stats().find('pipe');
  const count = (name: string): number => pipe?.find(name)?.number ?? 0;
  const [requests, replies] = [count('tx_msgs'), count('rx_msgs')];
  return {
    requests,
    replies,
    bytesOut: HANDSHAKE + count('tx_bytes') + requests * LENGTH_OF_FRAME,
    bytesIn: HANDSHAKE + count('rx_bytes') + replies * LENGTH_OF_FRAME,
  };
};

const obey = async (order: Order): Promise<ClientReport> => {
  switch (order.kind) {
    case 'dial':
      await req.dial(net.parse(order.address), patience);
      return { kind: 'connected' };
    case 'ask':
      return ask(order.question);
    case 'measure':
      return measure(order.milliseconds, order.atATime, order.size);
    case 'stop': {
      const carried = traffic();
      await req.close();
      return { kind: 'closed', traffic: carried };
    }
  }
};

const attempt = async (order: Order): Promise<void> => {
  try {
    report(await obey(order));
  } catch (error) {
    process.exitCode = 1;
    report({ kind: 'failed', why: String(error) });
  }
  if (req.closed || process.exitCode === 1) process.disconnect();
};

process.on('message', (order: Order) => void attempt(order));
process.on('disconnect', () => process.exit());
