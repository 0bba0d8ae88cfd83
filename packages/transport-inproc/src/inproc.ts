import { SpError, type DialRequest, type ListeningTransport, type ListenRequest } from '@sp/core/transport';
import { InprocPipe } from './inproc-pipe.ts';

/** Who listens where. One map for the whole process, so that every `inproc()` reaches every name. */
const listeners = new Map<string, ListenRequest<string, object>>();

/**
 * The transport of scheme `inproc`. The name after `inproc://` is any text, also none, compared as it is.
 *
 * It has no options and no size limit. Up to 128 messages or 64 KiB wait in a connection for their receiver.
 *
 * @example
 * ```ts
 * const net = transports(inproc());
 * await rep.listen('inproc://jobs');
 * await req.dial('inproc://jobs');
 * ```
 */
export const inproc = (): ListeningTransport<'inproc', string> => ({
  spi: 1,
  schemes: ['inproc'],
  dialOptions: {},
  listenOptions: {},
  parse(url) {
    if (!url.startsWith('inproc://')) throw new SpError('ERR_SP_BAD_TRAN', `${url} is not an inproc:// address`);
    return url;
  },
  dial: (request) =>
    new Promise((resolve) => {
      resolve(connect(request));
    }),
  listen: (request) =>
    new Promise((resolve) => {
      const { address } = request;
      if (listeners.has(address)) throw new SpError('ERR_SP_ADDR_IN_USE', address);
      listeners.set(address, request);
      const close = (): void => {
        if (listeners.get(address) === request) listeners.delete(address);
      };
      resolve({ address, close });
    }),
});

function connect({ address, info, signal }: DialRequest<string, object>): InprocPipe {
  if (signal.aborted) throw new SpError('ERR_SP_CLOSED', `dialing ${address} was given up`);
  const listener = listeners.get(address);
  if (listener === undefined) throw new SpError('ERR_SP_CONN_REFUSED', `nobody listens at ${address}`);
  if (listener.info.self !== info.peer || listener.info.peer !== info.self) {
    const error = new SpError('ERR_SP_BAD_PROTO', `${info.selfName} can't talk to ${listener.info.selfName}`);
    listener.failed(error);
    throw error;
  }
  const [ours, theirs] = InprocPipe.pair(address, info);
  listener.accepted(theirs);
  return ours;
}
