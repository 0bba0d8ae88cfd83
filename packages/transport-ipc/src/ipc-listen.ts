import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { bindServer, StreamAcceptor } from '@sp/core/stream';
import { fromSystemError, SpError, type ListenRequest, type TransportListener } from '@sp/core/transport';
import type { IpcAddress } from './ipc-address.ts';
import { factsOf } from './ipc-connection.ts';
import type { IpcListenOptions } from './ipc-options.ts';
import { SocketFile } from './socket-file.ts';
import { removeStale } from './stale-file.ts';

type IpcListenRequest = ListenRequest<IpcAddress, IpcListenOptions>;

/** Binds the address and accepts from then on. */
export async function listenIpc(request: IpcListenRequest): Promise<TransportListener> {
  const { address, options, url } = request;
  const acceptor = new StreamAcceptor(request);
  const server = createServer();
  server.on('connection', (socket) => {
    acceptor.accept(socket, factsOf(socket, address.label, '', options.maxRecvSize));
  });
  const file = await bind(server, request);
  return {
    address: url,
    close: () => {
      if (file === undefined) server.close();
      else file.close(server);
      acceptor.close();
    },
  };
}

/** Takes the address, the permissions of its file included; where that fails nothing is left. */
async function bind(server: Server, request: IpcListenRequest): Promise<SocketFile | undefined> {
  const { address, clock, options, url } = request;
  const { file, path } = address;
  const attempt = (): Promise<void> =>
    // A worker of a cluster has a listener of its own, as any other process.
    bindServer(server, { path, exclusive: true }, (error) => {
      request.failed(fromSystemError(error));
    });
  try {
    await attempt().catch(async (error: unknown) => {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (file === undefined || !taken || !(await removeStale(file, path, clock))) throw error;
      await attempt();
    });
  } catch (error) {
    throw explain(error as Error, url, file);
  }
  if (file === undefined) return undefined;
  const bound = new SocketFile(file, path);
  try {
    bound.permit(options);
  } catch (error) {
    bound.close(server);
    throw explain(error as Error, url, file);
  }
  return bound;
}

/** Node.js reports a missing directory as a lack of permission. */
function explain(error: Error, url: string, file: string | undefined): SpError {
  const missing = file !== undefined && !existsSync(dirname(file));
  const why = missing ? `the directory ${dirname(file)} does not exist, or is out of reach` : error.message;
  const known = fromSystemError(error, `${url}: ${why}`);
  // A missing path is a refusal only for those who dial it.
  return known.code === 'ERR_SP_CONN_REFUSED' ? new SpError('ERR_SP_IO', `${url}: ${why}`, { cause: error }) : known;
}
