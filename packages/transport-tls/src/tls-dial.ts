import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect, type ConnectionOptions } from 'node:tls';
import { dialStream } from '@sp/core/stream';
import {
  connectPlace,
  definedSettings,
  fromSystemError,
  SpError,
  type DialRequest,
  type TransportPipe,
} from '@sp/core/transport';
import type { TlsAddress } from './tls-address.ts';
import { configured, MIN_VERSION, setUp } from './tls-connection.ts';
import type { TlsConfig, TlsOptions } from './tls-options.ts';

/** Connects, and shakes hands for TLS and for SP, by the configuration in force now. */
export function dialTls(request: DialRequest<TlsAddress, TlsOptions>): Promise<TransportPipe> {
  const { address, options, url } = request;
  const config: TlsConfig = definedSettings(options.tls ?? {});
  return dialStream(request, {
    open: (connected) => {
      const place = connectPlace(address, networkInterfaces);
      // A server name must not be an IP address; the certificate is checked for the host in any case.
      const servername = isIP(address.host) ? {} : { servername: address.host.replace(/\.$/, '') };
      const settings: ConnectionOptions = {
        minVersion: MIN_VERSION,
        rejectUnauthorized: true,
        ...servername,
        ...config,
        ...place,
      };
      return configured(url, config, () => connect(settings, connected));
    },
    setUp: (socket) => setUp(socket, options),
    explain: (error, detail, socket) =>
      // Also set where a check of the application failed, whose errors may have any code.
      (socket.authorizationError as unknown) && !socket.authorized
        ? new SpError('ERR_SP_TLS_AUTH', detail, { cause: error })
        : fromSystemError(error, detail),
  });
}
