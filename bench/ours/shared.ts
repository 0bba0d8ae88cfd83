// What our programs have in common.
import { Message, transports, type CoreOptions, type SocketBase, type Transports } from '@sp/core';
import { inproc } from '@sp/transport-inproc';
import { tcp } from '@sp/transport-tcp';

export const net: Transports<ReturnType<typeof tcp> | ReturnType<typeof inproc>> = transports(tcp(), inproc());

/** Sockets wait this long on `close` for what is still under way, as the other programs do. */
export const patient: Partial<CoreOptions> = { linger: 30_000, maxRecvSize: Infinity };

/** A request id, top bit set: all the header that a raw REP socket wants to see. */
const header = Uint8Array.of(0x80, 0, 0, 1);

export const payloadOf = (size: number): Uint8Array => new Uint8Array(size).fill('x'.charCodeAt(0));

/** A request as raw sockets send it, made anew for every send. */
export const rawMessage = (payload: Uint8Array): Message => new Message(payload, header);

export const check = (message: Message, size: number): void => {
  if (message.length !== size) throw new Error(`received ${message.length} bytes, not ${size}`);
};

/** Resolves when so many peers are connected. */
export const connected = (socket: Pick<SocketBase, 'setPipeHook'>, peers: number): Promise<void> =>
  new Promise((resolve) => {
    let missing = peers;
    socket.setPipeHook({
      attached: () => {
        if (--missing === 0) resolve();
      },
    });
  });

/** Fails where a queue had no room for a message, which otherwise just shows up as a receiver that waits. */
export const withoutLoss = async (
  sockets: readonly Pick<SocketBase, 'stats'>[],
  work: () => Promise<unknown>,
): Promise<void> => {
  const [outcome] = await Promise.allSettled([work()]);
  const lost = sockets
    .flatMap((socket) => ['tx_discard', 'rx_discard'].map((name) => socket.stats().find(name)?.number ?? 0))
    .reduce((sum, count) => sum + count, 0);
  if (lost > 0) throw new Error(`${lost} messages dropped`);
  if (outcome.status === 'rejected') throw outcome.reason;
};
