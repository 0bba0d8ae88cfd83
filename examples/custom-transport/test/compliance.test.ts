import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, expect, test } from '@jest/globals';
import { transportCases, transportClaims, type TransportSubject } from '@sp/compliance';
import { port, type PortOptions } from '../src/port.ts';

// A thread dials what the other one listens at; the cases need a transport that does both.
const { port1, port2 } = new MessageChannel();
let names = 0;
const subject: TransportSubject<PortOptions, PortOptions> = {
  transport: { ...port(port1), listen: port(port2).listen },
  listenAddress: () => `port://compliance-${(names += 1)}`,
  unusedAddress: () => 'port://nobody',
  claims: transportClaims,
};

afterAll(() => {
  port1.close();
});

for (const { title, run } of transportCases(subject)) test(title, run);

test('is written in less than 80 lines of code', () => {
  const sources = ['port.ts', 'port-stream.ts'].map((name) =>
    readFileSync(join(import.meta.dirname, '../src', name), 'utf8'),
  );
  const code = sources.flatMap((source) => source.split('\n')).filter((line) => !/^\s*(\/\/|\/\*|\*|$)/.test(line));
  expect(code.length).toBeLessThan(80);
});
