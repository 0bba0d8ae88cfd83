import type { OptionSpec } from '../option-table.ts';
import { SpError } from '../sp-error.ts';

/** What the TLS transports look at in a configuration; the rest is for the TLS implementation. */
export interface TlsConfigFacts {
  readonly cert?: unknown;
  readonly key?: unknown;
  readonly pfx?: unknown;
  readonly privateKeyIdentifier?: unknown;
  readonly SNICallback?: unknown;
  readonly minVersion?: unknown;
}

const versions: readonly unknown[] = [undefined, 'TLSv1.2', 'TLSv1.3'];

/** The option that holds a TLS configuration, the same on all transports over TLS; nothing older than TLS 1.2. */
export const tlsOption = <Config extends TlsConfigFacts>(doc: string): OptionSpec<Config | undefined> => ({
  default: undefined,
  doc,
  expects: 'an object with the settings of TLS, whose minVersion is TLSv1.2 or TLSv1.3',
  check: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    versions.includes((value as TlsConfigFacts).minVersion),
});

/**
 * The configuration, where it suffices for listening.
 *
 * @throws ERR_SP_TLS_NO_CONFIG without one, ERR_SP_TLS_NO_CERT where it has neither a certificate with its key nor an
 * `SNICallback` to choose one
 */
export function requireCertificate<Config extends TlsConfigFacts>(url: string, config: Config | undefined): Config {
  if (config === undefined) throw new SpError('ERR_SP_TLS_NO_CONFIG', `${url} needs the option tls`);
  const { cert, key, pfx, privateKeyIdentifier, SNICallback } = config;
  const pair = given(cert) && (given(key) || given(privateKeyIdentifier));
  if (pair || given(pfx) || typeof SNICallback === 'function') return config;
  throw new SpError('ERR_SP_TLS_NO_CERT', `${url} needs cert and key, pfx or SNICallback in the option tls`);
}

const given = (value: unknown): boolean =>
  value !== undefined && value !== null && (value as { readonly length?: number }).length !== 0;

/** The settings without those that are undefined, which would hide defaults of the TLS implementation. */
export const definedSettings = <Config extends object>(config: Config): Config =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) as Config;
