import { turn } from './host.ts';

/**
 * Lets everything happen that needs no time and no network: promises, `nextTick`, deferred deliveries, and what these
 * set off in turn.
 *
 * @param turns - turns of the event loop to wait for
 */
export async function settled(turns: number = 4): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}
