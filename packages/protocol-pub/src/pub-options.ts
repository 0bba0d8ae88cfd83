import { integer, type OptionTable } from '@sp/core/protocol';

/** Options of a PUB socket, cooked or raw. */
export interface PubOptions {
  /**
   * Messages that may wait for one subscriber, beyond what its connection takes; what comes on top is dropped for this
   * subscriber. Applies to later connections. Default 128.
   */
  writeQLen: number;
}

/** The checks and defaults of {@link PubOptions}. */
export const pubOptions: OptionTable<PubOptions> = {
  writeQLen: integer(128, 0, Number.MAX_SAFE_INTEGER, 'Messages that may wait for one subscriber; for later pipes.'),
};
