/** What has become of a promise so far: `pending`, the value that it resolved to, or the reason that it rejected with. */
export class Outcome {
  state: 'pending' | 'resolved' | 'rejected' = 'pending';
  value: unknown = undefined;
  reason: unknown = undefined;

  constructor(promise: Promise<unknown>) {
    promise.then(
      (value) => {
        this.state = 'resolved';
        this.value = value;
      },
      (reason: unknown) => {
        this.state = 'rejected';
        this.reason = reason;
      },
    );
  }

  /** The code of the error it ended with, if it did. */
  get code(): unknown {
    return (this.reason as { readonly code?: unknown } | undefined)?.code;
  }
}

/** Watches a promise without waiting for it. */
export const outcome = (promise: Promise<unknown>): Outcome => new Outcome(promise);
