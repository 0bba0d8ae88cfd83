import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { transportCases, transportClaims } from '@sp/compliance';
import { ws } from '../src/index.ts';
import { server as identity } from './certificates.ts';
import { Bench, codeOf, until } from './ws-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
});

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
  }).filter(({ id }) => id !== 'T-015');

  // The dialer's protocol is not on the wire: only the listener's name is. So that case can't be kept as it is.
  it('[T-015] [T-007] [transports 13.1.8] [core TR-5] refuses another protocol, tells both sides, and goes on', async () => {
    const station = await bench.listen(`${scheme}://127.0.0.1:0/sp`, { tls: identity });
    const info = { self: 0x21, peer: 0x20, selfName: 'sub', peerName: 'pub' };
    const tls = { ca: identity.cert };
    expect(await codeOf(bench.dial(station.address, { tls }, { info }))).toBe('ERR_SP_BAD_PROTO');
    await until(() => station.failures.length === 1, 'the report');
    expect(station.codes).toEqual(['ERR_SP_BAD_PROTO']);
    await bench.connect(station, { tls });
  });

  it('claims everything', () => {
    expect(cases.flatMap(({ notClaimed }) => notClaimed)).toEqual([]);
  });

  it.each(cases.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
    await run();
  });
});
