import { generate } from 'selfsigned';

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

const hour = 3_600_000;

/** A certificate that is its own authority, for these names, for so many hours from now on. */
export async function identity(
  commonName: string,
  names: readonly string[] = [],
  ips: readonly string[] = [],
  lifetime: number = 1,
): Promise<Identity> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 2 * hour),
    notAfterDate: new Date(Date.now() + lifetime * hour),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...ips.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** What the servers of the tests show: good for the loopback addresses. */
export const server: Identity = await identity('server', ['localhost'], ['127.0.0.1', '::1']);

/** What their clients show, where they show something. */
export const client: Identity = await identity('client', ['client.example']);

/** A stranger, whom nobody trusts. */
export const stranger: Identity = await identity('stranger', ['localhost'], ['127.0.0.1']);
