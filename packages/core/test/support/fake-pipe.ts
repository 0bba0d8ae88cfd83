import type { Message } from '@sp/core';
import type { ProtocolPipe } from '@sp/core/protocol';

let lastId = 0;

/** A pipe for queues that are tested without a socket: it takes as many messages as it has room for. */
export class FakePipe implements ProtocolPipe {
  readonly id: number = (lastId += 1);
  readonly address = '';
  readonly dialer = undefined;
  readonly listener = undefined;
  readonly gone = false;
  slot: unknown = undefined;
  paused = false;
  readonly sent: { readonly message: Message; readonly shared: boolean }[] = [];
  /** Messages it takes before it asks for a stop; the last of them is taken with that answer. */
  room: number;

  constructor(room: number = Infinity) {
    this.room = room;
  }

  /** What it was given, as text. */
  get texts(): string[] {
    return this.sent.map(({ message }) => message.text());
  }

  send(message: Message, shared: boolean): boolean {
    this.sent.push({ message, shared });
    this.room -= 1;
    return this.room > 0;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  property(): never {
    throw new Error('a fake pipe has no properties');
  }

  close(): void {}
}
