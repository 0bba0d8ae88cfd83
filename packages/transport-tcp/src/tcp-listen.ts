import { lookup } from 'node:dns/promises';
import { createServer, isIP, type AddressInfo, type ListenOptions, type Server } from 'node:net';
import { StreamAcceptor } from '@sp/core/stream';
import { formatHostPort, fromSystemError, type ListenRequest, type TransportListener } from '@sp/core/transport';
import type { TcpAddress } from './tcp-address.ts';
import { setUp } from './tcp-connection.ts';
import type { TcpOptions } from './tcp-options.ts';

type TcpListenRequest = ListenRequest<TcpAddress, TcpOptions>;

/** Binds the address and accepts from then on. */
export async function listenTcp(request: TcpListenRequest): Promise<TransportListener> {
  const { address, options, url } = request;
  const acceptor = new StreamAcceptor(request);
  // Whether the process stays alive is the socket's business, for connections too.
  const server = createServer().unref();
  try {
    await bound(server, await place(address));
  } catch (error) {
    throw fromSystemError(error, `${url}: ${(error as Error).message}`);
  }
  // Such as too many open files: that connection is lost, the next one may work.
  server.on('error', (error) => {
    request.failed(fromSystemError(error));
  });
  server.on('connection', (socket) => {
    acceptor.accept(socket.unref(), setUp(socket, options));
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

/** Where to bind; a name stands for its first address. */
async function place({ family, host, port }: TcpAddress): Promise<ListenOptions> {
  const ipv6Only = family === 6;
  // Without a host Node takes both families, or IPv4 where the system has no IPv6.
  if (host === '') return family === 0 ? { port } : { host: family === 4 ? '0.0.0.0' : '::', port, ipv6Only };
  return { host: isIP(host) ? host : (await lookup(host, { family })).address, port, ipv6Only };
}

function bound(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
