import { Message } from '@sp/core';
import { check } from './assert.ts';
import type { MockPipe, SentMessage } from './mock-pipe.ts';

/** A promise whose state can be looked at. */
export class Watched {
  /** 'pending'; then the text of a message, 'done' for any other value, or the code of an error. */
  state: unknown = 'pending';

  /** @internal */
  constructor(promise: Promise<unknown>) {
    promise.then(
      (value) => (this.state = value instanceof Message ? value.text() : 'done'),
      (error: unknown) => (this.state = (error as { readonly code?: string }).code ?? error),
    );
  }
}

/** What {@link counter} needs of a socket. */
export interface Counting {
  stats(): { find(name: string): { readonly number: number } | undefined };
}

/** Follows a call that may go on: its state can be looked at without waiting for it, and no rejection is unhandled. */
export const watch = (promise: Promise<unknown>): Watched => new Watched(promise);

/** A counter of a socket by name, 0 where it has not moved. */
export const counter = (socket: Counting, name: string): number => socket.stats().find(name)?.number ?? 0;

/** The bodies that reached a peer, as text, one after the other. */
export const texts = (peer: MockPipe): string => peer.sent.map(({ text }) => text).join('');

/** The id that a request or a survey went out with, as four bytes. */
export function idOf(sent: SentMessage | undefined): Uint8Array {
  check(sent !== undefined, 'nothing was sent that has an id');
  return sent.bytes.slice(0, 4);
}
