import type { AbortSignalLike } from '../host.ts';
import type { Message, Payload } from '../message.ts';
import { isSpError, SpError } from '../sp-error.ts';
import type { ContextBase, OpensContexts, Receives, Sends } from './socket-types.ts';

/**
 * Answers one request. What it returns is sent back; with `undefined` nobody gets an answer.
 * It may modify the request, and even return it.
 */
export type Handler = (request: Message) => Payload | undefined | Promise<Payload | undefined>;

/** How `serve` works. */
export interface ServeOptions {
  /** Requests to handle at the same time, at least 1. Default 1. */
  readonly concurrency?: number | undefined;
  /** Stops serving when aborted: requests under way are still answered, then the call rejects with the reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** Is told why a request got no answer: what the handler threw, or why its answer could not be sent. */
  readonly onError?: ((error: unknown, request: Message) => void) | undefined;
}

type ServingContext = ContextBase<object> & Sends & Pick<Receives, 'recv'>;

/**
 * Receives, handles and answers until the socket closes, on as many contexts as requests may be handled at a time.
 *
 * A request whose handler fails gets no answer, and serving goes on.
 * @param failed - counts such a failure
 * @throws ERR_SP_BAD_VALUE for a bad `concurrency`, and what the socket's `openContext` throws
 */
export async function serve(
  socket: OpensContexts<ServingContext, object>,
  handler: Handler,
  options: ServeOptions | undefined,
  failed: () => void,
): Promise<void> {
  const { concurrency = 1, signal, onError } = options ?? {};
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new SpError('ERR_SP_BAD_VALUE', 'concurrency expects an integer of at least 1');
  }
  const report = (error: unknown, request: Message): void => {
    failed();
    try {
      onError?.(error, request);
    } catch {
      // Whoever is told of errors must not end the service by one more.
    }
  };
  const loops: Promise<void>[] = [];
  for (let n = 0; n < concurrency; n++) loops.push(serveOn(socket.openContext(), handler, signal, report));
  const ends = await Promise.allSettled(loops);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

type Report = (error: unknown, request: Message) => void;

/** One request after the other, on one context, which is closed in the end. */
async function serveOn(
  context: ServingContext,
  handler: Handler,
  signal: AbortSignalLike | undefined,
  report: Report,
): Promise<void> {
  // The socket's deadline is for programs that receive themselves: a server waits for as long as it takes.
  const call = { signal, timeout: Infinity };
  try {
    for (;;) {
      const request = await context.recv(call);
      const answer = await attempt(handler, request, report);
      if (answer !== undefined) await reply(context, answer, request, report);
    }
  } catch (error) {
    if (!isSpError(error, 'ERR_SP_CLOSED')) throw error;
  } finally {
    context[Symbol.dispose]();
  }
}

async function attempt(handler: Handler, request: Message, report: Report): Promise<Payload | undefined> {
  try {
    return await handler(request);
  } catch (error) {
    report(error, request);
    return undefined;
  }
}

async function reply(context: ServingContext, answer: Payload, request: Message, report: Report): Promise<void> {
  try {
    await context.send(answer);
  } catch (error) {
    if (isSpError(error, 'ERR_SP_CLOSED')) throw error;
    report(error, request);
  }
}
