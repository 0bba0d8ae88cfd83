import { setTimeout as sleep } from 'node:timers/promises';

/** The longest time that one timer can run. */
const longest = 2 ** 31 - 1;

/** Waits, however long that is; rejects when the signal is aborted. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  for (let left = milliseconds; left > 0; left -= longest) {
    await sleep(Math.min(left, longest), undefined, signal === undefined ? {} : { signal });
  }
}
