import type { IncomingMessage, ServerResponse } from 'node:http';
import { SpError } from '@sp/core/transport';

/** Answers an ordinary HTTP request. */
export type WsHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Ordinary HTTP pages on the port of a listener, for its option `mux`. Several listeners may have the same one. */
export interface WsMux {
  /**
   * Answers requests for a path, or for everything below one that ends in `/`; the longest pattern wins. Pages are
   * there as long as a listener with this mux is.
   *
   * @throws ERR_SP_BAD_VALUE for a pattern that does not begin with `/`, or that has a handler
   */
  handle(pattern: string, handler: WsHandler): this;
}

class Mux implements WsMux {
  readonly handlers = new Map<string, WsHandler>();

  handle(pattern: string, handler: WsHandler): this {
    if (!pattern.startsWith('/')) throw new SpError('ERR_SP_BAD_VALUE', `${pattern} does not begin with /`);
    if (this.handlers.has(pattern)) throw new SpError('ERR_SP_BAD_VALUE', `${pattern} has a handler already`);
    this.handlers.set(pattern, handler);
    return this;
  }
}

/** Makes an empty set of pages. */
export const wsMux = (): WsMux => new Mux();

export const isMux = (value: unknown): boolean => value instanceof Mux;

/** The pages of a mux, by pattern. */
export const handlersOf = (mux: WsMux | undefined): ReadonlyMap<string, WsHandler> =>
  (mux as Mux | undefined)?.handlers ?? none;

const none: ReadonlyMap<string, WsHandler> = new Map();
