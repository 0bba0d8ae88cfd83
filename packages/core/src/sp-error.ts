import { errorTexts, type ErrorCode } from './error-texts.ts';

const brand = Symbol.for('@sp/error');

/** The one error class of all `@sp` packages. Compare `code`, never the text. */
export class SpError<Code extends ErrorCode = ErrorCode> extends Error {
  /** What went wrong, stable across versions. */
  readonly code: Code;

  /**
   * @param code - the stable code; its text opens the message
   * @param detail - what exactly happened, with the values concerned
   * @param options - `cause`: the error underneath, kept whole
   */
  constructor(code: Code, detail?: string, options?: { readonly cause?: unknown }) {
    const text = errorTexts[code];
    super(detail === undefined ? text : `${text}: ${detail}`, options);
    this.name = 'SpError';
    this.code = code;
  }
}

Object.defineProperty(SpError.prototype, brand, { value: true });

/**
 * Tells whether `value` is an {@link SpError}, optionally one with a certain code.
 * Works across several installed copies of the package.
 */
export function isSpError<Code extends ErrorCode = ErrorCode>(value: unknown, code?: Code): value is SpError<Code> {
  return (
    typeof value === 'object' &&
    value !== null &&
    brand in value &&
    (code === undefined || (value as { readonly code?: unknown }).code === code)
  );
}

/** The error of an object that was used after its `close`. */
export const closedError = (what: string): SpError => new SpError('ERR_SP_CLOSED', `the ${what} is closed`);
