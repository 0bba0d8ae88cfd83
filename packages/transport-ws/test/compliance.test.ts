import { createServer, type AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { transportCases, transportClaims } from '@sp/compliance';
import { ws } from '../src/index.ts';
import { server as identity } from './certificates.ts';

let unusedPort = 0;

beforeAll(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  unusedPort = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
});

describe.each(['ws', 'wss'])('%s, as every transport,', (scheme) => {
  const cases = transportCases({
    transport: ws(),
    listenAddress: () => `${scheme}://127.0.0.1:0/sp`,
    unusedAddress: () => `${scheme}://127.0.0.1:${unusedPort || 1}/sp`,
    claims: transportClaims,
    dialOptions: { tls: { ca: identity.cert } },
    listenOptions: { tls: identity },
  });

  it('claims everything', () => {
    expect(cases.flatMap(({ notClaimed }) => notClaimed)).toEqual([]);
  });

  it.each(cases.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
    await run();
  });
});
