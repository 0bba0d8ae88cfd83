import { check } from '../assert.ts';
import type { RawPeer } from './raw-peer.ts';
import { reqHeader, until } from './wire-tools.ts';

/** A listener in a process of its own that has few file descriptors. */
export interface ScarceListener {
  /** Opens a bare connection to it. */
  connect(): RawPeer;
  /** Whether it has had a connection that shook hands. */
  accepted(): boolean;
  exited(): boolean;
}

/** Floods a listener until it runs out of file descriptors; fails unless it accepts connections again afterwards. */
export async function survivesFlood(listener: ScarceListener): Promise<void> {
  const flood = Array.from({ length: 100 }, () => listener.connect());
  await until(() => flood.every(({ closed, received }) => closed || received.length === 8), 'its reaction');
  // Otherwise it has not run out, and the rest would show nothing.
  check(
    flood.some(({ closed }) => closed),
    'the flood was too small',
  );
  for (const { socket } of flood) socket.destroy();
  await until(() => flood.every(({ closed }) => closed), 'the end of the flood');
  while (!listener.accepted()) {
    check(!listener.exited(), 'it has ended');
    const good = listener.connect();
    good.send(reqHeader);
    await until(() => good.closed || listener.accepted(), 'a good connection');
    good.socket.destroy();
  }
  check(!listener.exited(), 'it has ended');
}
