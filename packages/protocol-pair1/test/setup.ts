import { afterEach, expect } from '@jest/globals';
import { Message } from '@sp/core';
import { mockNet, type MockNet, type MockPipe } from '@sp/compliance';

const nets: MockNet[] = [];

/** A mock net for one test, which must end without a violation of the transport contract. */
export function newNet(): MockNet {
  const net = mockNet();
  nets.push(net);
  return net;
}

afterEach(() => {
  for (const net of nets.splice(0)) expect(net.violations).toEqual([]);
});

/** A promise whose state can be looked at: 'pending', 'done', the text of a message, or the code of an error. */
export class Watched {
  state: unknown = 'pending';

  constructor(promise: Promise<unknown>) {
    promise.then(
      (value) => (this.state = value instanceof Message ? value.text() : 'done'),
      (error: unknown) => (this.state = (error as { readonly code?: string }).code ?? error),
    );
  }
}

export const watch = (promise: Promise<unknown>): Watched => new Watched(promise);

/** Numbers as bytes, for literal messages. */
export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** What a call throws, or a promise rejects with, that fails with this code. */
export const failure = (code: string): unknown => expect.objectContaining({ code });

/** The bodies that reached a peer, as text, one after the other. */
export const texts = (peer: MockPipe): string => peer.sent.map(({ text }) => text).join('');

interface Counts {
  stats(): { find(name: string): { readonly number: number } | undefined };
}

/** A counter of a socket by name, 0 where it has not moved. */
export const counter = (socket: Counts, name: string): number => socket.stats().find(name)?.number ?? 0;
