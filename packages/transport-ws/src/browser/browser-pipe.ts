import { SpError, type Clock, type Message, type TimerHandle } from '@sp/core/transport';
import { closeReason, NORMAL, tooLong } from '../close-codes.ts';
import { MessagePipe, type WsPipeFacts } from '../message-pipe.ts';
import { OPEN, type WebSocketLike } from './web-socket-like.ts';

/** From so many unsent bytes on the sender has to wait. */
const HIGH_WATER = 1_048_576;

/** A browser does not tell when it has sent something: it has to be asked, every so many milliseconds. */
const POLL_INTERVAL = 5;

/** A paused pipe keeps at least so many bytes, whatever the receive limit. */
const LEAST_BACKLOG = 1_048_576;

/** Pages may not send code 1009: this is its place in the range that is free. */
const TOO_BIG = 4009;

/** A WebSocket of a browser, open already. */
export class BrowserPipe extends MessagePipe {
  readonly #webSocket: WebSocketLike;
  readonly #clock: Clock;
  #sent = 0;
  #poll: TimerHandle | undefined = undefined;

  constructor(webSocket: WebSocketLike, clock: Clock, facts: WsPipeFacts) {
    super(facts);
    this.#webSocket = webSocket;
    this.#clock = clock;
    webSocket.onmessage = ({ data }) => {
      this.#received(typeof data === 'string' ? data : new Uint8Array(data));
    };
    webSocket.onclose = ({ code, reason }) => {
      this.inputOver(closeReason(code, reason));
    };
    // What it would tell follows with the event close.
    webSocket.onerror = null;
  }

  /** An upper bound: the browser counts bytes, not messages. */
  get unsent(): number {
    if (this.state === 'closed' || this.#webSocket.bufferedAmount === 0) this.#sent = 0;
    return this.#sent;
  }

  send(message: Message): boolean {
    const webSocket = this.#webSocket;
    if (this.state !== 'open' || webSocket.readyState !== OPEN) return false;
    const bytes = message.header.length === 0 ? message.body : message.merged();
    try {
      webSocket.send(bytes as Uint8Array<ArrayBuffer>);
    } catch (cause) {
      // Such as memory that is shared with a worker.
      this.close(new SpError('ERR_SP_IO', 'the browser refused to send', { cause }));
      return false;
    }
    this.#sent = this.unsent + 1;
    if (webSocket.bufferedAmount < HIGH_WATER) return true;
    this.#poll ??= this.#askLater();
    return false;
  }

  /** The browser sends what it has, then the close frame. */
  protected goodbye(): void {
    this.#webSocket.close(NORMAL);
  }

  protected hangUp(): void {
    this.#webSocket.close(NORMAL);
  }

  protected release(): void {
    if (this.#poll !== undefined) this.#clock.clearTimer(this.#poll);
    this.#poll = undefined;
  }

  /** The source can't be stopped: what nobody takes is kept up to a limit, and ends the connection beyond it. */
  protected stopInput(): void {
    const limit = Math.max(this.facts.maxRecvSize, LEAST_BACKLOG);
    if (this.waitingBytes <= limit) return;
    const why = `${this.waitingBytes} bytes wait for a receiver that is not ready, and a browser can't stop the peer`;
    this.#abort(new SpError('ERR_SP_TOO_LONG', why), 'receiver not ready');
  }

  protected startInput(): void {
    // Nothing was stopped.
  }

  #received(body: Uint8Array | string): void {
    const limit = this.facts.maxRecvSize;
    if (body.length > limit) this.#abort(tooLong(limit), 'message too long');
    else this.arrived(body);
  }

  #abort(reason: SpError, why: string): void {
    if (this.state !== 'open') return;
    this.#webSocket.close(TOO_BIG, why);
    this.close(reason);
  }

  #askLater(): TimerHandle {
    return this.#clock.setTimer(
      () => {
        this.#poll = undefined;
        if (this.state !== 'open') return;
        if (this.#webSocket.bufferedAmount < HIGH_WATER / 2) this.sink?.drained();
        else this.#poll ??= this.#askLater();
      },
      POLL_INTERVAL,
      false,
    );
  }
}
