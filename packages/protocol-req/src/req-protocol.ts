import type { Message } from '@sp/core';
import {
  closedError,
  ReadyPipes,
  RequestIds,
  SpError,
  takeId,
  wordBytes,
  type Protocol,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import { ReqExchange } from './req-exchange.ts';
import type { ReqOptions } from './req-options.ts';
import { RequestQueue } from './request-queue.ts';
import { Request } from './request.ts';

/**
 * The requesting side of request/reply, after the SP RFC draft for request/reply.
 *
 * ```text
 *   sent      id of the request, 4 bytes, top bit set | body
 *   received  the same id                             | body
 *
 *   send ---> QUEUED ---> SENT ---> reply taken or stored, and the request is over once it is taken
 *               ^   a pipe   |
 *               +------------+  retryTime passed, or the pipe is lost
 * ```
 */
export class ReqProtocol implements Protocol {
  readonly context: ReqExchange;
  readonly #host: ProtocolHost<ReqOptions>;
  readonly #ids = new RequestIds();
  /** Every request that is not over. */
  readonly #requests = new Map<number, Request>();
  readonly #queue = new RequestQueue();
  readonly #ready = new ReadyPipes();
  #pipes = 0;
  #closed = false;

  constructor(host: ProtocolHost<ReqOptions>) {
    this.#host = host;
    this.context = new ReqExchange(this, host.options);
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** True while a request would leave at once. */
  get ready(): boolean {
    return this.#ready.length > 0;
  }

  get options(): Readonly<ReqOptions> {
    return this.#host.options;
  }

  openContext(options: object): ReqExchange {
    return new ReqExchange(this, options as ReqOptions);
  }

  /** Sends a request in an exchange of its own, with the call that waits for its reply. */
  request(message: Message, receiver: Waiter): ReqExchange {
    const exchange = new ReqExchange(this, this.#host.options);
    exchange.request(message, receiver);
    return exchange;
  }

  attach(pipe: ProtocolPipe): undefined {
    this.#pipes += 1;
    this.writable(pipe);
  }

  writable(pipe: ProtocolPipe): void {
    this.#ready.add(pipe);
    this.#dispatch();
  }

  detach(pipe: ProtocolPipe): void {
    this.#pipes -= 1;
    this.#ready.remove(pipe);
    for (const request of this.#requests.values()) {
      if (this.#pipes === 0 && request.options.failNoPeers) this.end(request, noPeers());
      else if (request.pipe === pipe && request.reply === undefined) this.#lost(request);
    }
    this.#dispatch();
  }

  received(pipe: ProtocolPipe, message: Message): void {
    const id = takeId(message);
    if (id === 0) {
      this.#host.dropped('rx_malformed', pipe);
      return;
    }
    this.#ready.prefer(pipe);
    const request = this.#requests.get(id);
    if (request?.pipe === undefined || request.reply !== undefined) {
      this.#host.dropped('rx_unmatched', pipe);
      return;
    }
    this.#answered(request, message);
  }

  /** Refuses calls on a closed socket, and those that failNoPeers forbids. */
  check(options: Readonly<ReqOptions>): void {
    if (this.#closed) throw closedError('socket');
    if (options.failNoPeers && this.#pipes === 0) throw noPeers();
  }

  /** Sends a request as soon as a pipe is ready; `sender` waits for that. */
  submit(message: Message, options: Readonly<ReqOptions>, sender?: Waiter): Request {
    const request = new Request(this.#ids.next(this.#requests), message, options, sender);
    message.header = wordBytes(request.id);
    this.#requests.set(request.id, request);
    if (this.ready) this.#transmit(request);
    else {
      message.own();
      this.#queue.push(request);
    }
    return request;
  }

  /** A newer request of the same context takes the place of this one. */
  supersede(request: Request): void {
    const waits = request.sender !== undefined || request.receiver !== undefined;
    this.end(request, waits ? new SpError('ERR_SP_CANCELED', 'a newer request took its place') : undefined);
  }

  /** Gives a request up; the calls that wait for it end with `why`. */
  end(request: Request, why: unknown): void {
    this.forget(request);
    request.sender?.fail(why);
    request.receiver?.fail(why);
  }

  /** The request is over: it is not sent again, and a late reply counts as unmatched. */
  forget(request: Request): void {
    request.over = true;
    request.retry?.cancel();
    this.#queue.withdraw(request);
    this.#requests.delete(request.id);
    const unsent = request.pipe === undefined;
    // Whoever waits learns of it by an error; a best effort that ended unsent would go unnoticed.
    if (unsent && request.sender === undefined && request.receiver === undefined) this.#host.dropped('canceled');
  }

  close(): void {
    this.#closed = true;
    for (const request of this.#requests.values()) this.end(request, closedError('socket'));
  }

  #dispatch(): void {
    while (this.ready) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      this.#transmit(request);
    }
  }

  #transmit(request: Request): void {
    const { message, options } = request;
    const again = request.pipe !== undefined;
    request.retryTime = options.retryTime;
    const kept = again || request.retryTime > 0;
    if (kept) message.own();
    request.pipe = this.#ready.send(message, kept);
    if (again) this.#host.counted('retry');
    if (request.retryTime > 0 && request.retryTime < Infinity) {
      request.retry = this.#host.schedule.after(request.retryTime, () => {
        this.#again(request);
      });
    }
    request.sender?.complete();
    request.sender = undefined;
  }

  /** The pipe that carried the request is gone, and perhaps the request with it. */
  #lost(request: Request): void {
    request.retry?.cancel();
    if (request.retryTime > 0) this.#again(request);
    else this.end(request, new SpError('ERR_SP_CANCELED', 'the connection that carried the request was lost'));
  }

  #again(request: Request): void {
    if (request.queued) return;
    this.#queue.push(request);
    this.#dispatch();
  }

  #answered(request: Request, reply: Message): void {
    request.retry?.cancel();
    this.#queue.withdraw(request);
    if (request.receiver === undefined) request.reply = reply;
    else {
      this.forget(request);
      request.receiver.complete(reply);
    }
  }
}

const noPeers = (): SpError => new SpError('ERR_SP_NO_PEERS');
