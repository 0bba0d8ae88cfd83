import { isSpError, type ErrorCode } from '@sp/core';
import { host } from './host.ts';

/** What a case rejects with when its subject failed it. */
export class ComplianceError extends Error {
  override readonly name = 'ComplianceError';
}

/** Fails with `what` unless `condition` holds. */
export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new ComplianceError(what);
}

const show = (value: unknown): string => {
  if (value instanceof Uint8Array) return `bytes of length ${value.length}: ${bytesText(value)}`;
  return typeof value === 'string' ? `'${value}'` : String(value);
};

const bytesText = (bytes: Uint8Array): string =>
  `${[...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}${bytes.length > 16 ? ' ...' : ''}`;

export function equal(actual: unknown, expected: unknown, what: string): void {
  if (!Object.is(actual, expected))
    throw new ComplianceError(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}

export function equalBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  let same = actual.length === expected.length;
  for (let at = 0; same && at < actual.length; at += 1) same = actual[at] === expected[at];
  if (!same) throw new ComplianceError(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}

/** The error that `promise` rejects with; fails if it resolves. */
export async function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof ComplianceError) throw error;
    return error;
  }
  throw new ComplianceError(`${what}: expected an error, got ${show(value)}`);
}

/** Fails unless `promise` rejects with an SpError of this code. */
export async function rejects(promise: Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
  hasCode(await rejection(promise, what), code, what);
}

/** Fails unless `action` throws an SpError of this code. */
export function throws(action: () => unknown, code: ErrorCode, what: string): void {
  let value: unknown;
  try {
    value = action();
  } catch (error) {
    hasCode(error, code, what);
    return;
  }
  throw new ComplianceError(`${what}: expected ${code}, got ${show(value)}`);
}

export function hasCode(error: unknown, code: ErrorCode, what: string): void {
  if (!isSpError(error, code))
    throw new ComplianceError(`${what}: expected ${code}, got ${show(error)}`, { cause: error });
}

/** What `promise` resolves to, if that takes no longer than `milliseconds`. */
export function within<T>(milliseconds: number, promise: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = host.setTimeout(() => {
      reject(new ComplianceError(`${what}: not within ${milliseconds} ms`));
    }, milliseconds);
    const end = (): void => {
      host.clearTimeout(timer);
    };
    promise.then(resolve, reject).finally(end);
  });
}
