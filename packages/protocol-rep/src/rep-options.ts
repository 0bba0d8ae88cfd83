import { deadline, flag, integer, type OptionTable } from '@sp/core/protocol';

/** Options of a context of a REP socket; what it is not given it takes over from its socket. */
export interface RepContextOptions {
  /** How long `recv` waits for a request, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** How long `send` waits until the requester can take the reply, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Drops a reply that would have to wait, and counts it. Default false. */
  bestEffort: boolean;
}

/** Options of a REP socket. */
export interface RepOptions extends RepContextOptions {
  /** Replies that may wait for one peer, beyond what its connection takes. Applies to later connections. Default 0. */
  writeQLen: number;
  /** Most nodes that a request may have come through, this one included: 1 to 255. Default 8. */
  ttl: number;
}

/** The checks and defaults of {@link RepContextOptions}. */
export const repContextOptions: OptionTable<RepContextOptions> = {
  recvDeadline: deadline('How long a receive waits for a request, in milliseconds; 0 tries once.'),
  sendDeadline: deadline('How long a send waits until the requester takes the reply, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Drops a reply that would have to wait.'),
};

/** The checks and defaults of {@link RepOptions}. */
export const repOptions: OptionTable<RepOptions> = {
  ...repContextOptions,
  writeQLen: integer(0, 0, Number.MAX_SAFE_INTEGER, 'Replies that may wait for one peer; applies to later pipes.'),
  ttl: integer(8, 1, 255, 'Most nodes that a request may have come through, this one included.'),
};
