import { deadline, flag, integer, type OptionTable } from '@sp/core/protocol';
import type { Topic } from './topic.ts';

/** Options of a SUB socket, and of each of its contexts; what a context is not given it takes over from its socket. */
export interface SubOptions {
  /** How long `recv` waits for a message, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /**
   * Messages that may wait for `recv`; what comes on top is dropped and counted. Changing it discards those that wait.
   * With 0 only a waiting receive gets a message. Default 128.
   */
  readQLen: number;
  /** What is dropped when too many wait: the oldest, or with false the one that has just come. Default true. */
  preferNew: boolean;
}

/** What a SUB socket or context can be made with besides its options. */
export interface SubscribeOption {
  /** Topics to subscribe to at once; later ones go through `subscribe`. Default none. */
  subscribe: readonly Topic[];
}

/** Options of a raw SUB socket. */
export interface RawSubOptions {
  /** How long `recv` waits for a message, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /**
   * Messages that may wait for `recv`; when too many wait the newest is dropped and counted. Changing it discards those
   * that wait. Default 128.
   */
  readQLen: number;
}

/** The checks and defaults of {@link RawSubOptions}. */
export const rawSubOptions: OptionTable<RawSubOptions> = {
  recvDeadline: deadline('How long a receive waits for a message, in milliseconds; 0 tries once.'),
  readQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages that may wait for a receive.'),
};

/** The checks and defaults of {@link SubOptions}. */
export const subOptions: OptionTable<SubOptions> = {
  ...rawSubOptions,
  preferNew: flag(true, 'Drops the oldest message when too many wait, not the newest.'),
};
