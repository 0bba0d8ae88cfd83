import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { setUpTcp } from '@sp/core/stream';
import { tlsStateOf } from '@sp/core/transport';
import type { WsPipeFacts } from './message-pipe.ts';
import type { WsConnectionOptions } from './ws-options.ts';

/** The request that became a connection. */
export interface WsHttpRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  /** Header fields, names in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** The answer of the server that a connection was dialed to. */
export interface WsHttpResponse {
  /** Header fields, names in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

declare module '@sp/core/transport' {
  interface PipeProperties {
    /** The request that became a connection; on the side that listens. */
    httpRequest: WsHttpRequest;
    /** The answer to our request; on the side that dialed. */
    httpResponse: WsHttpResponse;
  }
}

/** What HTTP said when the connection was made. */
export interface HttpFacts {
  readonly httpRequest?: WsHttpRequest;
  readonly httpResponse?: WsHttpResponse;
}

/** Sets the options in force on a connected socket, and returns what its pipe tells about it. */
export function factsOf(
  socket: Socket,
  options: Readonly<WsConnectionOptions>,
  peer: number,
  http: HttpFacts,
): WsPipeFacts {
  const { property, ...facts } = setUpTcp(socket, options);
  // Whether the process has a reason to stay is for the socket of the application to say.
  socket.unref();
  const more: Readonly<Record<string, unknown>> =
    socket instanceof TLSSocket ? { ...http, tlsState: tlsStateOf(socket) } : { ...http };
  return { ...facts, peer, property: (name) => (Object.hasOwn(more, name) ? more[name] : property?.(name)) };
}
