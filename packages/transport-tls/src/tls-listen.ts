import { lookup } from 'node:dns/promises';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TlsOptions as ServerOptions } from 'node:tls';
import { bindServer, StreamAcceptor } from '@sp/core/stream';
import {
  definedSettings,
  formatHostPort,
  fromSystemError,
  listenPlace,
  requireCertificate,
  type ListenRequest,
  type TransportListener,
} from '@sp/core/transport';
import type { TlsAddress } from './tls-address.ts';
import { configured, MIN_VERSION, setUp } from './tls-connection.ts';
import { TlsHandshakes } from './tls-handshakes.ts';
import type { TlsOptions } from './tls-options.ts';

/** Binds the address and accepts from then on, by the TLS configuration of this moment. */
export async function listenTls(request: ListenRequest<TlsAddress, TlsOptions>): Promise<TransportListener> {
  const { address, options, url } = request;
  const config = definedSettings(requireCertificate(url, options.tls));
  // The time limit is ours, so that the one of Node.js never comes first.
  const settings: ServerOptions = {
    minVersion: MIN_VERSION,
    rejectUnauthorized: true,
    ...config,
    handshakeTimeout: 2 ** 31 - 1,
  };
  const server = configured(url, config, () => createServer(settings));
  const acceptor = new StreamAcceptor(request);
  const handshakes = new TlsHandshakes(request, acceptor);
  try {
    await bindServer(server, await listenPlace(address, lookup), (error) => {
      request.failed(fromSystemError(error));
    });
  } catch (error) {
    throw fromSystemError(error, `${url}: ${(error as Error).message}`);
  }
  server.on('connection', (socket: Socket) => {
    handshakes.began(socket);
  });
  server.on('secureConnection', (socket) => {
    handshakes.done(socket, setUp(socket, options));
  });
  server.on('tlsClientError', (error, socket) => {
    handshakes.failed(error, socket);
  });
  const { address: host, port } = server.address() as AddressInfo;
  return {
    address: `${address.scheme}://${formatHostPort(host, port)}`,
    close: () => {
      server.close();
      handshakes.close();
      acceptor.close();
    },
    property: (name) => (name === 'boundPort' ? port : undefined),
  };
}
