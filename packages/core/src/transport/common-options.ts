import { amount, duration, flag, type OptionSpec } from '../option-table.ts';

/** The receive limit, the same on sockets and on every transport that has one. */
export const maxRecvSize: OptionSpec<number> = amount(
  1_048_576,
  1,
  'a number of bytes',
  'Longest message to accept, protocol header included, in bytes; a longer one closes its connection.',
);

/** Whether a TCP connection sends at once, the same on every transport over TCP. */
export const noDelay: OptionSpec<boolean> = flag(
  true,
  'Sends small packets at once instead of collecting them (TCP_NODELAY).',
);

/** Whether a TCP connection probes a silent peer, the same on every transport over TCP. */
export const keepAlive: OptionSpec<boolean> = flag(
  true,
  'Probes a silent connection, so that a vanished peer is noticed.',
);

/** When those probes begin, the same on every transport over TCP. */
export const keepAliveTime: OptionSpec<number> = duration(
  0,
  "Silence before the first keep-alive probe, in milliseconds, rounded up to whole seconds; 0 is the system's default.",
);

/** How long a peer may take for connecting and for its part of the handshake, in milliseconds. */
export const HANDSHAKE_TIMEOUT = 10_000;
