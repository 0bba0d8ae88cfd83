import { SpError } from '../sp-error.ts';

/**
 * Takes an address apart at its first `://`.
 *
 * @param schemes - those that the transport serves; compared with case
 * @throws ERR_SP_BAD_TRAN where the scheme is none of them
 */
export function splitAddress<Scheme extends string>(
  url: string,
  schemes: readonly Scheme[],
): { readonly scheme: Scheme; readonly rest: string } {
  const at = url.indexOf('://');
  const scheme = schemes.find((known) => known === url.slice(0, Math.max(at, 0)));
  if (scheme !== undefined) return { scheme, rest: url.slice(at + 3) };
  throw new SpError(
    'ERR_SP_BAD_TRAN',
    `${url} does not begin with ${schemes.map((known) => `${known}://`).join(' or ')}`,
  );
}
