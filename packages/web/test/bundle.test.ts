import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { bundle } from './chromium.ts';

/** The aim is 10 kB; nine tenths of the bundle are core and REQ. Lower it when they get smaller. */
const LIMIT = 16_000;

const resolveDir = fileURLToPath(new URL('.', import.meta.url));

/** A REQ client over WebSocket, as small as one can write it. */
const client = (transport: string, req: string, core: string): string => `
  import { transports } from '${core}';
  import { createReq } from '${req}';
  import { ws } from '${transport}';
  const req = createReq(transports(ws()));
  await req.dial('ws://localhost:5555/');
  document.body.textContent = (await req.request('hello')).text();
`;
const direct = client('@sp/transport-ws', '@sp/protocol-req', '@sp/core');

describe('a bundle for browsers', () => {
  it('stays small where it is a REQ client over WebSocket', () => {
    const { code } = bundle({ stdin: { contents: direct, resolveDir }, minify: true });
    const size = gzipSync(code, { level: 9 }).length;
    process.stdout.write(`REQ client over ws in a browser: ${size} bytes gzipped, ${code.length} minified\n`);
    expect(size).toBeLessThan(LIMIT);
  });

  it.each([
    ['of single packages', direct],
    ['of this package', client('@sp/web', '@sp/web', '@sp/web')],
    ['of everything', `export * from '@sp/web';`],
  ])('%s has nothing of Node.js in it', (_what, contents) => {
    const { code, files } = bundle({ stdin: { contents, resolveDir } });
    expect(files.filter((file) => /node_modules|ws-dial|ws-listen|transport-tcp|core\/src\/stream/.test(file))).toEqual(
      [],
    );
    expect(code).not.toMatch(/["']node:|\brequire\(/);
    expect(code).toContain('WebSocket');
  });

  it('of this package is not larger than of its parts', () => {
    const [parts, whole] = [direct, client('@sp/web', '@sp/web', '@sp/web')].map(
      (contents) => bundle({ stdin: { contents, resolveDir }, minify: true }).code.length,
    );
    expect(whole).toBeLessThan(parts! * 1.02);
  });
});
