// Two ways of using the same sockets.
import type { Message, Payload, Receives, Sends } from '@sp/core';

export interface Way {
  /** Sends; what it returns has to be awaited. */
  send(socket: Sends, payload: Payload): Promise<void> | undefined;
  /** Receives until `take` says that it was the last message, or the socket closes. */
  receive(socket: Receives, take: (message: Message) => boolean): Promise<void>;
}

/** One message at a time: `await send()`, `for await`. */
export const oneByOne: Way = {
  send: (socket, payload) => socket.send(payload),
  async receive(socket, take) {
    for await (const message of socket) {
      if (take(message)) return;
    }
  },
};

/** The fast lane: `trySend()` as long as there is room, `batches()`. */
export const inBursts: Way = {
  send: (socket, payload) => (socket.trySend(payload) ? undefined : socket.send(payload)),
  async receive(socket, take) {
    for await (const batch of socket.batches()) {
      for (const message of batch) {
        if (take(message)) return;
      }
    }
  },
};
