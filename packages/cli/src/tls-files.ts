import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsConfig } from '@sp/node';
import { fileError, usageError } from './failure.ts';
import type { Settings } from './settings.ts';

/** What to show and whom to trust, at either end of a connection. */
export interface TlsConfigs {
  readonly listen: TlsConfig;
  readonly dial: TlsConfig;
}

/** Tells whether an address is one of TLS. */
export const isSecure = (address: string): boolean => /^(?:tls|wss)/.test(address);

/**
 * The certificates of authorities in a file.
 * @throws Failure with the status of a file error, or of a usage error where there is no certificate in it
 */
export function authoritiesOf(path: string): Buffer {
  const pem = read(path);
  try {
    // Node.js ignores what is no certificate, and then trusts nobody.
    new X509Certificate(pem);
  } catch (error) {
    throw usageError(`unable to load CA certificates from ${path}: ${(error as Error).message}`);
  }
  return pem;
}

/**
 * Reads the files that the arguments name.
 * @throws Failure with the status of a file error
 */
export function tlsConfigs({ certificate, key, authorities, insecure }: Settings): TlsConfigs {
  const cert = certificate === undefined ? undefined : read(certificate);
  const own = cert === undefined ? {} : { cert, key: key === undefined ? cert : read(key) };
  const trusted = authorities === undefined ? {} : { ca: authorities };
  return {
    listen: { ...own, ...trusted, requestCert: authorities !== undefined && !insecure },
    dial: { ...own, ...trusted, rejectUnauthorized: !insecure },
  };
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(`cannot read ${path}`, error);
  }
}
