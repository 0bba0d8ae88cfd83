import type { Duplex } from 'node:stream';
import { fromSystemError, SpError, type Message } from '@sp/core/transport';
import { WebSocket } from 'ws';
import { closeReason, NORMAL, TOO_BIG, tooLong } from './close-codes.ts';
import { MessagePipe, type WsPipeFacts } from './message-pipe.ts';
import { WsFrameWriter } from './ws-frame-writer.ts';

/**
 * A WebSocket whose handshake is done, in Node.js. `ws` reads, answers pings and closes; frames are written from here,
 * many with one write.
 */
export class WsPipe extends MessagePipe {
  readonly #webSocket: WebSocket;
  readonly #socket: Duplex;
  readonly #writer: WsFrameWriter;
  #stopped = false;

  /**
   * @param socket - what the WebSocket runs on
   * @param role - who we are: clients mask their frames
   */
  constructor(webSocket: WebSocket, socket: Duplex, role: 'client' | 'server', facts: WsPipeFacts) {
    super(facts);
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#writer = new WsFrameWriter(
      socket,
      role === 'client',
      () => webSocket.readyState === WebSocket.OPEN,
      () => {
        if (this.state === 'open') this.sink?.drained();
      },
    );
    webSocket.on('message', (data: Buffer) => {
      this.#received(data);
    });
    webSocket.on('error', (error) => {
      this.inputOver(this.#violation(error));
    });
    webSocket.on('close', (code, reason) => {
      this.inputOver(closeReason(code, reason.toString()));
    });
    // `ws` cuts the connection after an error of its socket, but does not tell.
    socket.on('error', (error) => {
      this.inputOver(fromSystemError(error));
    });
  }

  get unsent(): number {
    return this.#writer.unsent;
  }

  send(message: Message): boolean {
    if (this.state !== 'open' || this.#webSocket.readyState !== WebSocket.OPEN) return false;
    return this.#writer.send(message);
  }

  protected goodbye(): void {
    this.#writer.end(() => {
      this.#webSocket.close(NORMAL);
    });
  }

  protected hangUp(): void {
    // A close frame may only follow whole frames, and waiting for those to leave would take time.
    if (this.#socket.writableLength === 0) this.#webSocket.close(NORMAL);
    this.#socket.destroy();
  }

  protected release(): void {
    this.#writer.close();
  }

  protected stopInput(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#webSocket.pause();
  }

  protected startInput(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#webSocket.resume();
  }

  #received(data: Buffer): void {
    if (data.length > this.facts.maxRecvSize) {
      // A limit that `ws` can't express.
      this.#webSocket.close(TOO_BIG);
      this.inputOver(tooLong(this.facts.maxRecvSize));
      return;
    }
    this.arrived(new Uint8Array(data.buffer, data.byteOffset, data.length));
  }

  /** What `ws` found wrong with the frames; it has sent the close frame for that already. */
  #violation(error: Error & { readonly code?: string }): SpError {
    const { code = '' } = error;
    if (code.startsWith('WS_ERR_UNSUPPORTED_')) return tooLong(this.facts.maxRecvSize, error);
    if (code.startsWith('WS_ERR_')) return new SpError('ERR_SP_GARBLED', error.message, { cause: error });
    return fromSystemError(error);
  }
}

/** The limit in the form of `ws`, which knows 31 bits and takes 0 as none. */
export const maxPayload = (limit: number): number => (limit < 2 ** 31 ? Math.floor(limit) : 0);
