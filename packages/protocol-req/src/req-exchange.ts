import type { Message } from '@sp/core';
import { closedError, SpError, type ProtocolContext, type Waiter } from '@sp/core/protocol';
import type { ReqOptions } from './req-options.ts';
import type { ReqProtocol } from './req-protocol.ts';
import type { Request } from './request.ts';

/** One line of conversation: at most one request at a time, then its reply. */
export class ReqExchange implements ProtocolContext {
  readonly #protocol: ReqProtocol;
  readonly #options: Readonly<ReqOptions>;
  #request: Request | undefined = undefined;
  #closed = false;

  /** @param options - the live values, which are read whenever they matter */
  constructor(protocol: ReqProtocol, options: Readonly<ReqOptions>) {
    this.#protocol = protocol;
    this.#options = options;
  }

  trySend(message: Message): boolean {
    this.#check();
    if (!this.#protocol.ready && !this.#options.bestEffort) return false;
    this.#replace(message);
    return true;
  }

  sendLater(waiter: Waiter): void {
    this.#replace(waiter.message as Message, waiter);
  }

  tryRecv(): Message | undefined {
    this.#check();
    const request = this.#current;
    if (request === undefined) throw new SpError('ERR_SP_PROTO_STATE', 'no request was sent');
    if (request.receiver !== undefined) throw new SpError('ERR_SP_PROTO_STATE', 'another receive waits for this reply');
    if (request.reply !== undefined) this.#protocol.forget(request);
    return request.reply;
  }

  recvLater(waiter: Waiter): void {
    (this.#current as Request).receiver = waiter;
  }

  /** Sends, in the order of asking, and leaves the receiver of the reply behind at once. */
  request(message: Message, receiver: Waiter): void {
    this.#check();
    this.#replace(message).receiver = receiver;
  }

  /** A send gives up, or a receive abandons its request: either way there is nothing left to wait for. */
  cancel(waiter: Waiter, why: unknown): void {
    const request = this.#current;
    if (request?.sender !== waiter && request?.receiver !== waiter) return;
    const other = request.sender === waiter ? request.receiver : request.sender;
    this.#protocol.forget(request);
    waiter.fail(why);
    other?.fail(new SpError('ERR_SP_CANCELED', 'the request was abandoned'));
  }

  close(): void {
    this.#closed = true;
    const request = this.#current;
    if (request !== undefined) this.#protocol.end(request, closedError('context'));
  }

  /** The request that a reply can be had for. */
  get #current(): Request | undefined {
    return this.#request?.over === true ? undefined : this.#request;
  }

  #check(): void {
    if (this.#closed) throw closedError('context');
    this.#protocol.check(this.#options);
  }

  #replace(message: Message, sender?: Waiter): Request {
    const previous = this.#current;
    if (previous !== undefined) this.#protocol.supersede(previous);
    this.#request = this.#protocol.submit(message, this.#options, sender);
    return this.#request;
  }
}
