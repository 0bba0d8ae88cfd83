import type { Message } from '@sp/core';
import type { ProtocolPipe, Scheduled, Waiter } from '@sp/core/protocol';
import type { ReqOptions } from './req-options.ts';

/** One request, from the call that sends it until its reply is taken or nobody wants it any more. */
export class Request {
  readonly id: number;
  readonly message: Message;
  /** The live options of the context that sent it. */
  readonly options: Readonly<ReqOptions>;
  /** The call that waits for a peer to take the request. */
  sender: Waiter | undefined;
  /** The call that waits for the reply. */
  receiver: Waiter | undefined = undefined;
  /** The reply, while nobody has asked for it. */
  reply: Message | undefined = undefined;
  /** The pipe of the last transmission; undefined before the first. */
  pipe: ProtocolPipe | undefined = undefined;
  /** Option of the same name at the time of the last transmission. */
  retryTime = 0;
  retry: Scheduled | undefined = undefined;
  /** Waits for a pipe, for the first time or again. */
  queued = false;
  /** Answered and taken, or given up: only then may its context start afresh. */
  over = false;

  constructor(id: number, message: Message, options: Readonly<ReqOptions>, sender?: Waiter) {
    this.id = id;
    this.message = message;
    this.options = options;
    this.sender = sender;
  }
}
