import type { Message } from '../message.ts';
import { backtraceLength, head, readWord, rest } from './backtrace.ts';

/** Why a message without an acceptable backtrace is dropped: it never was one, or it has come too far. */
export type BacktraceFault = 'rx_malformed' | 'ttl_drop';

/**
 * Moves the backtrace of a received message from body to header.
 * @param maxWords - longest backtrace to accept: the TTL where one applies
 * @returns undefined, or the reason to drop the message, which is as it was then
 */
export function takeBacktrace(message: Message, maxWords: number): BacktraceFault | undefined {
  const { body } = message;
  const length = backtraceLength(body, maxWords);
  if (length === 0) return backtraceLength(body, Infinity) === 0 ? 'rx_malformed' : 'ttl_drop';
  message.header = head(body, length);
  message.body = rest(body, length);
  return undefined;
}

/**
 * Takes the id off a message that must start with one, as replies and responses do.
 * @returns the id, whose top bit is set; 0 where there is none, and the message is as it was then
 */
export function takeId(message: Message): number {
  const { body } = message;
  if (backtraceLength(body, 1) === 0) return 0;
  message.body = rest(body, 4);
  return readWord(body, 0);
}
