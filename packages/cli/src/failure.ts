/** How the program ends: the statuses are nanocat's. */
export const exitStatus = { ok: 0, usage: 1, file: 2, socket: 3 } as const;

/** One of {@link exitStatus}. */
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** A reason to end the program: one line for people, a status for scripts. */
export class Failure extends Error {
  readonly status: ExitStatus;

  /** @param message - one line, without the name of the program */
  constructor(status: ExitStatus, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.status = status;
  }
}

/** A mistake in the arguments. */
export const usageError = (message: string): Failure => new Failure(exitStatus.usage, message);

/** A file that cannot be read, or an output that cannot be written. */
export function fileError(action: string, cause: unknown): Failure {
  return new Failure(exitStatus.file, `${action}: ${systemReason(cause)}`, { cause });
}

/**
 * Something that the network, or the library for us, refused.
 * @param address - what it was about, if that is an address; it is not said twice
 */
export function socketError(action: string, cause: unknown, address?: string): Failure {
  const [what, why] =
    address === undefined ? ['', reason(cause)] : [` ${address}`, reason(cause).replace(`${address}: `, '')];
  return new Failure(exitStatus.socket, `${action}${what}: ${why}`, { cause });
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the operating system says, without the code in front and the call behind: `no such file or directory`. */
const systemReason = (error: unknown): string =>
  reason(error)
    .replace(/^[A-Z][A-Z0-9]*: /, '')
    .replace(/, \w+( '.*')?$/s, '');
