import { SpError, type TransportListener } from '@sp/core/transport';
import { sameConfig, serverSettings } from './tls-config.ts';
import { boundAddress } from './ws-address.ts';
import { siteOf } from './ws-mount.ts';
import { WsServer } from './ws-server.ts';
import type { WsListenRequest } from './ws-site.ts';

/** The servers of this process by scheme, host as written and port: listeners with different paths share one. */
const servers = new Map<string, Promise<WsServer>>();

const keyOf = ({ address }: WsListenRequest, port: number): string => `${address.scheme}://${address.host}:${port}`;

/** Takes a path: of the server that the options name, of one that is open already, or of a new one. */
export async function listenWs(request: WsListenRequest): Promise<TransportListener> {
  const { address, options, url } = request;
  if (options.mount !== undefined) {
    const site = siteOf(options.mount);
    site.add(request);
    return {
      address: boundAddress(address, address.port),
      close: () => {
        site.remove(request);
      },
    };
  }
  if (address.secure) serverSettings(url, options.tls);
  const server = await serverFor(request);
  const { port, site } = server;
  if (address.secure && !sameConfig(server.tls, options.tls)) {
    throw new SpError('ERR_SP_ADDR_IN_USE', `${url}: a listener on this port has other options tls`);
  }
  site.add(request);
  let closed = false;
  return {
    address: boundAddress(address, port),
    close: () => {
      if (closed) return;
      closed = true;
      site.remove(request);
      if (!site.isEmpty) return;
      servers.delete(keyOf(request, port));
      server.close();
    },
    property: (name) => (name === 'boundPort' ? port : undefined),
  };
}

async function serverFor(request: WsListenRequest): Promise<WsServer> {
  const { port } = request.address;
  if (port === 0) {
    const opening = WsServer.open(request);
    servers.set(keyOf(request, (await opening).port), opening);
    return opening;
  }
  const key = keyOf(request, port);
  const known = await servers.get(key);
  if (known !== undefined && !known.closed) return known;
  const opening = servers.get(key) ?? WsServer.open(request);
  servers.set(key, opening);
  try {
    return await opening;
  } catch (error) {
    servers.delete(key);
    throw error;
  }
}
