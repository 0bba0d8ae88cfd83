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
    claims: transportClaims.filter((claim) => claim !== 'introduces'),
    dialOptions: { tls: { ca: identity.cert } },
    listenOptions: { tls: identity },
  });

  // The dialer's own protocol is not on the wire: it asks for that of the listener.
  it('claims everything but to know the protocol of a dialer', () => {
    expect(cases.flatMap(({ notClaimed }) => notClaimed)).toEqual(['introduces']);
  });

  const claimed = cases.filter(({ notClaimed }) => notClaimed.length === 0);
  it.each(claimed.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
    await run();
  });
});
