import { Message, type PipeSink, type TransportPipe } from '@sp/core/transport';
import type { RuleBook } from './rule-book.ts';

/** One end of a connection under examination: it calls the pipe, and takes down what the pipe calls back. */
export class RecordingEnd implements PipeSink {
  readonly pipe: TransportPipe;
  readonly messages: Message[] = [];
  drains = 0;
  closes = 0;
  reason: Error | undefined = undefined;
  /** Runs for every message, after it was taken down. */
  onMessage: ((message: Message) => void) | undefined = undefined;
  onDrained: (() => void) | undefined = undefined;
  readonly #rules: RuleBook;

  constructor(rules: RuleBook, pipe: TransportPipe) {
    this.#rules = rules;
    this.pipe = pipe;
  }

  /** The bodies received so far, as text. */
  get texts(): string[] {
    return this.messages.map((message) => message.text());
  }

  attach(): this {
    this.#rules.call('attach', () => {
      this.pipe.attach(this);
    });
    return this;
  }

  send(body: Uint8Array | string, header?: Uint8Array): boolean {
    return this.sendMessage(new Message(body, header), false);
  }

  sendMessage(message: Message, shared: boolean): boolean {
    return this.#rules.call('send', () => this.pipe.send(message, shared));
  }

  pause(): void {
    this.#rules.call('pause', () => {
      this.pipe.pause();
    });
  }

  resume(): void {
    this.#rules.call('resume', () => {
      this.pipe.resume();
    });
  }

  end(): void {
    this.#rules.call('end', () => {
      this.pipe.end();
    });
  }

  close(reason?: Error): void {
    this.#rules.call('close', () => {
      this.pipe.close(reason);
    });
  }

  message(message: Message): void {
    this.#heard('message');
    this.messages.push(message);
    this.onMessage?.(message);
  }

  drained(): void {
    this.#heard('drained');
    this.drains += 1;
    this.onDrained?.();
  }

  closed(reason?: Error): void {
    this.#heard('closed');
    this.closes += 1;
    this.reason = reason;
  }

  #heard(event: string): void {
    this.#rules.heard(event, this.closes > 0);
  }
}
