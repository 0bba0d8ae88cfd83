import type { TlsConfig } from '@sp/node';
import { generate } from 'selfsigned';
import { temporaryFile } from './temporary-files.ts';
import type { End } from './tools.ts';

const hour = 3_600_000;

/**
 * A certificate that is its own authority. The address is also among the names: the TLS library of NNG looks for it
 * there, and nowhere else.
 */
const made = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
  keyType: 'ec',
  algorithm: 'sha256',
  notBeforeDate: new Date(Date.now() - hour),
  notAfterDate: new Date(Date.now() + hour),
  extensions: [
    { name: 'basicConstraints', cA: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 7, ip: '127.0.0.1' },
        { type: 2, value: '127.0.0.1' },
      ],
    },
  ],
});

/** Tells whether an address is one of TLS. */
const isSecure = (address: string): boolean => /^(?:tls|wss)/.test(address);

/** What one of our sockets needs at an address: who listens shows the certificate, who dials trusts nothing else. */
export const securityOptions = (end: End, address: string): { tls?: TlsConfig } =>
  isSecure(address) ? { tls: end === 'listen' ? { cert: made.cert, key: made.private } : { ca: made.cert } } : {};

let files: { readonly cert: string; readonly key: string } | undefined;

/** The same for a program; all of them have the same options for it. */
export function securityArguments(end: End, address: string): string[] {
  if (!isSecure(address)) return [];
  files ??= { cert: temporaryFile(Buffer.from(made.cert)), key: temporaryFile(Buffer.from(made.private)) };
  return end === 'listen' ? ['--cert', files.cert, '--key', files.key] : ['--cacert', files.cert];
}
