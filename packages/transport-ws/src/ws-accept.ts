import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { closeTimeout } from './close-timeout.ts';
import { subprotocol } from './subprotocol.ts';
import { factsOf } from './ws-connection.ts';
import { maxPayload, WsPipe } from './ws-pipe.ts';
import type { WsListenRequest } from './ws-site.ts';

/** Answers a request that was found good, and hands over the connection. */
export function acceptWs(listener: WsListenRequest, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { info } = listener;
  // The options in force now stay those of the connection.
  const options = { ...listener.options };
  const server = new WebSocketServer({
    ...closeTimeout,
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxPayload(options.maxRecvSize),
    handleProtocols: () => subprotocol(info.selfName),
  });
  server.on('headers', (headers) => {
    for (const [name, value] of Object.entries(options.headers)) headers.push(`${name}: ${value}`);
  });
  server.handleUpgrade(request, socket, head, (webSocket) => {
    const { method, url, headers } = request;
    const facts = factsOf(request.socket, options, info.peer, { httpRequest: { method, url, headers } });
    listener.accepted(new WsPipe(webSocket, socket, 'server', facts));
  });
}
