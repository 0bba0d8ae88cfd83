import type { SecureVersion, TLSSocket } from 'node:tls';
import { setUpTcp, type StreamPipeFacts } from '@sp/core/stream';
import { SpError, tlsStateOf } from '@sp/core/transport';
import type { TlsConfig, TlsOptions } from './tls-options.ts';

/** Nothing older is spoken, whatever Node.js was told on its command line. */
export const MIN_VERSION: SecureVersion = 'TLSv1.2';

/** Sets the options in force on a connection whose TLS handshake is done, and returns what its pipe tells about it. */
export function setUp(socket: TLSSocket, options: Readonly<TlsOptions>): StreamPipeFacts {
  const facts = setUpTcp(socket, options);
  const state = tlsStateOf(socket);
  return { ...facts, property: (name) => (name === 'tlsState' ? state : facts.property?.(name)) };
}

/** Runs what hands a configuration to `node:tls`, which throws where it can't read a certificate, for one. */
export function configured<T>(url: string, config: TlsConfig, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (Object.keys(config).length === 0) throw error;
    throw new SpError('ERR_SP_BAD_VALUE', `${url}: tls: ${(error as Error).message}`, { cause: error });
  }
}
