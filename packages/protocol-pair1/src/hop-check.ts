import type { Message } from '@sp/core';
import { hopCount, hopWord, MAX_HOPS } from '@sp/core/protocol';

/** What a cooked socket puts in front of a message: the first hop. Shared by all messages, never written to. */
export const FIRST_HOP: Uint8Array = hopWord(1);

/** Why a received message can't be accepted, as the name of a counter; undefined where it can. */
export function hopFault(message: Message, ttl: number): 'rx_malformed' | 'ttl_drop' | undefined {
  const hops = hopCount(message);
  if (hops < 0 || hops >= MAX_HOPS) return 'rx_malformed';
  return hops > ttl ? 'ttl_drop' : undefined;
}
