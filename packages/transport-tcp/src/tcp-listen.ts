import { lookup } from 'node:dns/promises';
import { createServer, type AddressInfo } from 'node:net';
import { bindServer, setUpTcp, StreamAcceptor } from '@sp/core/stream';
import {
  formatHostPort,
  fromSystemError,
  listenPlace,
  type ListenRequest,
  type TcpOptions,
  type TransportListener,
} from '@sp/core/transport';
import type { TcpAddress } from './tcp-address.ts';

/** Binds the address and accepts from then on. */
export async function listenTcp(request: ListenRequest<TcpAddress, TcpOptions>): Promise<TransportListener> {
  const { address, options, url } = request;
  const acceptor = new StreamAcceptor(request);
  const server = createServer();
  try {
    await bindServer(server, await listenPlace(address, lookup), (error) => {
      request.failed(fromSystemError(error));
    });
  } catch (error) {
    throw fromSystemError(error, `${url}: ${(error as Error).message}`);
  }
  server.on('connection', (socket) => {
    acceptor.accept(socket, setUpTcp(socket, options));
  });
  const { address: host, port } = server.address() as AddressInfo;
  return {
    address: `${address.scheme}://${formatHostPort(host, port)}`,
    close: () => {
      server.close();
      acceptor.close();
    },
    property: (name) => (name === 'boundPort' ? port : undefined),
  };
}
