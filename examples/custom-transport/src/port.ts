import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { CoreOptions } from '@sp/core';
import { dialStream, StreamAcceptor } from '@sp/core/stream';
import { maxRecvSize, SpError, splitAddress, type ListeningTransport } from '@sp/core/transport';
import { portStream } from './port-stream.ts';

/** The options of dialing and of listening. */
export type PortOptions = Pick<CoreOptions, 'maxRecvSize'>;

/**
 * The transport of scheme `port`, for two threads that share a message port. The rest of an address is any name.
 * @param trunk - our end of that port: what one thread listens at, the other can dial
 */
export function port(trunk: MessagePort): ListeningTransport<'port', string, PortOptions, PortOptions> {
  // An event is an address, and its listener is one of ours.
  const calls = new EventEmitter();
  trunk.on('message', (call: { readonly url: string; readonly port: MessagePort }) => {
    if (!calls.emit(call.url, call.port)) call.port.close();
  });
  trunk.unref();
  return {
    spi: 1,
    schemes: ['port'],
    dialOptions: { maxRecvSize },
    listenOptions: { maxRecvSize },
    parse: (url) => splitAddress(url, ['port']).rest,
    dial: (request) =>
      dialStream(request, {
        open(connected) {
          const { port1, port2 } = new MessageChannel();
          // Only a listener says anything.
          port1.once('message', connected);
          trunk.postMessage({ url: request.url, port: port2 }, [port2]);
          return portStream(port1);
        },
        setUp: () => ({ localAddress: request.url, remoteAddress: request.url, ...request.options }),
        explain: (error, detail) => new SpError('ERR_SP_CONN_REFUSED', detail, { cause: error }),
      }),
    listen({ url, options, ...request }) {
      if (calls.listenerCount(url) > 0) return Promise.reject(new SpError('ERR_SP_ADDR_IN_USE', url));
      const acceptor = new StreamAcceptor(request);
      const accept = (port: MessagePort): void => {
        acceptor.accept(portStream(port), { localAddress: url, remoteAddress: url, ...options });
      };
      calls.on(url, accept);
      const close = (): void => {
        calls.off(url, accept);
        acceptor.close();
      };
      return Promise.resolve({ address: url, close });
    },
  };
}
