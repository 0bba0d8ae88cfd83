/** What the transport needs of a `WebSocket`: the global one of browsers, workers and newer runtimes fits. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly protocol: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: ArrayBuffer | string }) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** A class of WebSockets. */
export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike;

/** The `readyState` in which messages may be sent. */
export const OPEN = 1;

/** The class that the host has; undefined in Node.js before 22. */
export const hostWebSocket = (): WebSocketClass | undefined =>
  (globalThis as unknown as { readonly WebSocket?: WebSocketClass }).WebSocket;
