/** What the kit takes from its host, declared structurally: it compiles without the types of Node or of the DOM. */
interface HostGlobals {
  setTimeout(task: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
  setImmediate?(task: () => void): unknown;
  readonly performance: { now(): number };
  readonly process?: { memoryUsage?(): { readonly heapUsed: number; readonly arrayBuffers?: number } };
  readonly AbortController: new () => HostAbortController;
}

interface HostAbortController {
  readonly signal: {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: 'abort', listener: () => void): void;
    removeEventListener(type: 'abort', listener: () => void): void;
  };
  abort(reason?: unknown): void;
}

export const host = globalThis as unknown as HostGlobals;

/** Resolves after `milliseconds` of real time. */
export const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    host.setTimeout(resolve, milliseconds);
  });

/** Resolves after a turn of the event loop. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (host.setImmediate === undefined) host.setTimeout(resolve, 0);
    else host.setImmediate(resolve);
  });
