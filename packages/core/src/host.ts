/**
 * The few host facilities that core uses, declared structurally.
 *
 * Core compiles without the types of Node or of the DOM, so that it runs wherever JavaScript does. Everything it takes
 * from the host is listed here, with the fallback for hosts that lack it.
 */

/** A running timer. Node's can be told not to keep the process alive; elsewhere it is an opaque number. */
export type TimerHandle = number | { ref?: () => unknown; unref?: () => unknown };

/** What core needs of an `AbortSignal`; the standard one fits. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What core needs of an `AbortController`; the standard one fits. */
export interface AbortControllerLike {
  readonly signal: AbortSignalLike;
  abort(reason?: unknown): void;
}

interface HostPort {
  onmessage: (() => void) | null;
  postMessage(value: undefined): void;
}

interface HostGlobals {
  setTimeout(task: () => void, milliseconds: number): TimerHandle;
  clearTimeout(timer: TimerHandle): void;
  setImmediate?: (task: () => void) => unknown;
  queueMicrotask: (task: () => void) => void;
  readonly performance: { now(): number };
  readonly process?: { nextTick?: (task: () => void) => void };
  readonly Buffer?: { allocUnsafeSlow(size: number): Uint8Array<ArrayBuffer> };
  readonly AbortController: new () => AbortControllerLike;
  readonly TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
  readonly TextDecoder: new () => { decode(bytes: Uint8Array): string };
  readonly MessageChannel?: new () => { readonly port1: HostPort; readonly port2: HostPort };
}

const host = globalThis as unknown as HostGlobals;

const encoder = new host.TextEncoder();
const decoder = new host.TextDecoder();

export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes);
export const newAbortController = (): AbortControllerLike => new host.AbortController();
export const monotonicNow = (): number => host.performance.now();

/**
 * Memory of its own with arbitrary content, for a user who overwrites all of it before anybody sees it: large arrays cost
 * more to clear than to fill. Hosts without such a thing give cleared memory.
 */
export const unclearedBytes = (size: number): Uint8Array<ArrayBuffer> =>
  host.Buffer === undefined ? new Uint8Array(size) : host.Buffer.allocUnsafeSlow(size);

/** Starts a timer of the host; `keepAlive` false lets a Node process end before it fires. */
export function startTimer(task: () => void, milliseconds: number, keepAlive: boolean): TimerHandle {
  const timer = host.setTimeout(task, milliseconds);
  if (!keepAlive && typeof timer === 'object') timer.unref?.();
  return timer;
}

export const stopTimer = (timer: TimerHandle): void => {
  host.clearTimeout(timer);
};

/** Runs a task when the chain of resolved promises pauses: after the current tick in Node, a microtask elsewhere. */
export const afterTick: (task: () => void) => void = host.process?.nextTick ?? host.queueMicrotask;

/** Runs a task after the event loop has had a turn: timers and input get their chance first. */
export const afterTurn: (task: () => void) => void = host.setImmediate ?? channelTurn();

function channelTurn(): (task: () => void) => void {
  if (host.MessageChannel === undefined) return (task) => host.setTimeout(task, 0);
  const { port1, port2 } = new host.MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => {
    waiting.shift()?.();
  };
  return (task) => {
    waiting.push(task);
    port2.postMessage(undefined);
  };
}
