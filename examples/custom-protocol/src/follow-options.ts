import { deadline, type OptionTable } from '@sp/core/protocol';

/** Options of a FOLLOW socket. */
export interface FollowOptions {
  /** How long `recv` waits for an announcement, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
}

/** The checks and defaults of {@link FollowOptions}. */
export const followOptions: OptionTable<FollowOptions> = {
  recvDeadline: deadline('How long a receive waits for an announcement, in milliseconds; 0 tries once.'),
};
