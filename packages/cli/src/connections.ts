import type { PipeHook } from '@sp/node';
import { socketError } from './failure.ts';
import type { Address, PatternSocket } from './patterns.ts';
import type { Settings } from './settings.ts';
import { isSecure, type TlsConfigs } from './tls-files.ts';

/**
 * Makes the connections that the arguments ask for: first what listens, so that a program can dial itself.
 * @param tls - for addresses of TLS
 * @param tell - takes lines about connections
 * @throws Failure with the status of a socket error, or the reason of the signal
 */
export async function connect(
  socket: PatternSocket,
  { listen, dial, dialAsync }: Settings,
  tls: TlsConfigs,
  tell: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  socket.setPipeHook(toldOfDials(tell));
  for (const address of listen) {
    try {
      const listener = await socket.listen(address as Address, isSecure(address) ? { tls: tls.listen } : {});
      tell(`Listening at: ${listener.address}`);
    } catch (error) {
      throw socketError('cannot listen at', error, address);
    }
    signal?.throwIfAborted();
  }
  for (const address of dial) {
    try {
      await socket.dial(address as Address, { dialAsync, signal, ...(isSecure(address) ? { tls: tls.dial } : {}) });
    } catch (error) {
      signal?.throwIfAborted();
      throw socketError('cannot dial', error, address);
    }
  }
}

/** Connections that we made, and those that were lost and made again. */
const toldOfDials = (tell: (line: string) => void): PipeHook => ({
  attached: ({ dialer, address }) => {
    if (dialer !== undefined) tell(`Connected to: ${address}`);
  },
});
