import type { Protocol } from '../protocol/protocol.ts';
import { serve, type Handler, type ServeOptions } from './serve.ts';
import { Socket } from './socket.ts';

/** A socket that can be left to a handler. */
export interface Serves {
  /**
   * Lets `handler` answer what comes until the socket closes, which resolves the call; `concurrency` messages at a time,
   * each on a context of its own.
   *
   * Where the handler throws or rejects nothing is answered: the counter `handler_error` moves, `onError` is told, and
   * serving goes on. The same holds for an answer that cannot be sent.
   * @throws ERR_SP_BAD_VALUE for a bad `concurrency`, ERR_SP_CLOSED; the reason of `signal` when that aborts, after
   * messages under way have been answered
   */
  serve(handler: Handler, options?: ServeOptions): Promise<void>;
}

/** The socket of a pattern that replies on contexts. */
export class ServingSocket<P extends Protocol = Protocol> extends Socket<P> implements Serves {
  serve(handler: Handler, options?: ServeOptions): Promise<void> {
    return serve(this, handler, options, () => {
      this.core.counted('handler_error');
    });
  }
}
