import type { ErrorCode } from '../error-texts.ts';
import { isSpError, SpError } from '../sp-error.ts';
import { isCertificateError } from './certificate-errors.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'ERR_SP_CONN_REFUSED',
  ENOENT: 'ERR_SP_CONN_REFUSED',
  EADDRINUSE: 'ERR_SP_ADDR_IN_USE',
  EADDRNOTAVAIL: 'ERR_SP_BAD_ADDR',
  ENOTFOUND: 'ERR_SP_BAD_ADDR',
  ECONNRESET: 'ERR_SP_CONN_RESET',
  ECONNABORTED: 'ERR_SP_CONN_RESET',
  EPIPE: 'ERR_SP_CONN_RESET',
  ETIMEDOUT: 'ERR_SP_CONN_TIMEOUT',
};

/**
 * The {@link SpError} that stands for an error of the operating system or runtime; the original is its `cause`.
 * What has no code of its own is ERR_SP_IO. An `SpError` is returned as it is.
 */
export function fromSystemError(error: unknown, detail?: string): SpError {
  if (isSpError(error)) return error;
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return new SpError(
    typeof code === 'string' ? meaningOf(code) : 'ERR_SP_IO',
    detail ?? (typeof message === 'string' ? message : undefined),
    {
      cause: error,
    },
  );
}

function meaningOf(code: string): ErrorCode {
  if (isCertificateError(code)) return 'ERR_SP_TLS_AUTH';
  return (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? 'ERR_SP_IO';
}
