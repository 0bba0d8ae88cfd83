import { formatHostPort, HANDSHAKE_TIMEOUT, SpError, type DialRequest, type TransportPipe } from '@sp/core/transport';
import { subprotocol } from '../subprotocol.ts';
import type { WsAddress } from '../ws-address.ts';
import { BrowserPipe } from './browser-pipe.ts';
import type { BrowserWsOptions } from './browser-ws.ts';
import { hostWebSocket, type WebSocketClass, type WebSocketLike } from './web-socket-like.ts';

/** Opens a WebSocket of the host, within {@link HANDSHAKE_TIMEOUT}. */
export async function dialInBrowser(
  request: DialRequest<WsAddress, BrowserWsOptions>,
  given: WebSocketClass | undefined,
): Promise<TransportPipe> {
  const { address, clock, info, options, signal, url } = request;
  if (signal.aborted) throw signal.reason;
  const protocol = subprotocol(info.peerName);
  const webSocket = open(url, protocol, given ?? hostWebSocket());
  webSocket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clock.clearTimer(timer);
      signal.removeEventListener('abort', aborted);
      webSocket.onopen = webSocket.onclose = null;
    };
    const giveUp = (reason: unknown): void => {
      stop();
      webSocket.close();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of a signal is anything
      reject(reason);
    };
    const aborted = (): void => {
      giveUp(signal.reason);
    };
    const timer = clock.setTimer(
      () => {
        giveUp(new SpError('ERR_SP_CONN_TIMEOUT', `${url}: not connected within ${HANDSHAKE_TIMEOUT} ms`));
      },
      HANDSHAKE_TIMEOUT,
      false,
    );
    // A browser without a listener reports to its console only; the event close follows in any case.
    webSocket.onerror = () => undefined;
    webSocket.onclose = () => {
      giveUp(new SpError('ERR_SP_CONN_REFUSED', `${url}: nobody there, or not the protocol; a browser does not tell`));
    };
    webSocket.onopen = () => {
      if (webSocket.protocol !== protocol) {
        giveUp(
          new SpError('ERR_SP_BAD_PROTO', `${url} speaks ${webSocket.protocol || 'no protocol'}, not ${protocol}`),
        );
        return;
      }
      stop();
      const remoteAddress = formatHostPort(address.host, address.port);
      const facts = { peer: info.peer, localAddress: '', remoteAddress, maxRecvSize: options.maxRecvSize };
      resolve(new BrowserPipe(webSocket, clock, facts));
    };
    signal.addEventListener('abort', aborted);
  });
}

function open(url: string, protocol: string, Class: WebSocketClass | undefined): WebSocketLike {
  if (Class === undefined) throw new SpError('ERR_SP_BAD_TRAN', 'this runtime has no WebSocket');
  try {
    return new Class(url, [protocol]);
  } catch (cause) {
    // Such as ws from a page that came over https.
    throw new SpError('ERR_SP_BAD_ADDR', `${url}: ${(cause as Error).message}`, { cause });
  }
}
