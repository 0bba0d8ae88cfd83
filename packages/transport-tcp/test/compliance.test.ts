import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { transportCases, transportClaims } from '@sp/compliance';
import { tcp } from '../src/index.ts';

let unusedPort = 0;

beforeAll(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  unusedPort = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
});

describe('tcp, as every transport,', () => {
  const cases = transportCases({
    transport: tcp(),
    listenAddress: () => 'tcp://127.0.0.1:0',
    unusedAddress: () => `tcp://127.0.0.1:${unusedPort || 1}`,
    claims: transportClaims,
  });

  it('claims everything', () => {
    expect(cases.flatMap(({ notClaimed }) => notClaimed)).toEqual([]);
  });

  it.each(cases.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
    await run();
  });
});
