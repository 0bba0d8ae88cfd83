import { amount, type OptionSpec } from '../option-table.ts';

/** The receive limit, the same on sockets and on every transport that has one. */
export const maxRecvSize: OptionSpec<number> = amount(
  1_048_576,
  1,
  'a number of bytes',
  'Longest message to accept, protocol header included, in bytes; a longer one closes its connection.',
);

/** How long a peer may take for connecting and for its part of the handshake, in milliseconds. */
export const HANDSHAKE_TIMEOUT = 10_000;
