import { isSpError, type CallOptions, type Message } from '@sp/node';
import { socketError } from './failure.ts';
import { formatMessage } from './output-format.ts';
import type { Output } from './output.ts';
import { pause } from './pause.ts';
import type { PatternSocket, Role } from './patterns.ts';
import type { Settings } from './settings.ts';

/** What the roles work with: a connected socket, what to send, and where to print. */
export interface ConversationParts {
  readonly socket: PatternSocket;
  readonly settings: Settings;
  readonly data: Uint8Array | undefined;
  readonly output: Output;
  readonly signal: AbortSignal | undefined;
}

/** Messages going to and fro on one socket, as its role has it, until there is no more to do. */
export class Conversation {
  /** True once something was sent. */
  sent = false;
  readonly #parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** @throws Failure, BrokenPipe, or the reason of the signal */
  run(role: Role): Promise<void> {
    return role === 'ask' ? this.#ask() : this.#answer();
  }

  /** Rounds: send, then print what comes back until the round is over. */
  async #ask(): Promise<void> {
    const { settings, data = new Uint8Array(0), signal } = this.#parts;
    const { interval } = settings;
    const rounds = settings.count ?? (interval === undefined ? 1 : 0);
    for (let round = 1; ; round += 1) {
      const end = interval === undefined || interval === 0 ? Infinity : performance.now() + interval;
      await this.#send(data);
      await this.#printAll(end);
      if (round === rounds) return;
      if (end < Infinity) await pause(end - performance.now(), signal);
    }
  }

  /** Prints what comes in and replies to it. Without data there is no reply. */
  async #answer(): Promise<void> {
    const { settings, data } = this.#parts;
    for (let round = 1; ; round += 1) {
      const message = await this.#receive(Infinity);
      if (message === undefined) return;
      await this.#print(message);
      if (data !== undefined) await this.#send(data);
      if (round === settings.count) return;
    }
  }

  async #send(data: Uint8Array): Promise<void> {
    const { socket, signal } = this.#parts;
    try {
      await socket.send(data, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw socketError('cannot send', error);
    }
    this.sent = true;
  }

  async #printAll(end: number): Promise<void> {
    for (;;) {
      const message = await this.#receive(end);
      if (message === undefined) return;
      await this.#print(message);
    }
  }

  async #print(message: Message): Promise<void> {
    const { output, settings } = this.#parts;
    await output.write(formatMessage(settings.format ?? 'no', message.body));
  }

  /** The next message; undefined when there is none in time, or when the protocol says that no more can come. */
  async #receive(end: number): Promise<Message | undefined> {
    const { socket, settings, signal } = this.#parts;
    const left = end - performance.now();
    const timeout = Math.min(left, settings.recvTimeout === 0 ? Infinity : settings.recvTimeout);
    if (timeout <= 0) return undefined;
    const call: CallOptions = { signal, timeout };
    try {
      return await socket.recv(call);
    } catch (error) {
      signal?.throwIfAborted();
      if (isSpError(error, 'ERR_SP_RECV_TIMEOUT') || isSpError(error, 'ERR_SP_PROTO_STATE')) return undefined;
      throw socketError('cannot receive', error);
    }
  }
}
