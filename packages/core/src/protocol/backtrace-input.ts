import type { Message } from '../message.ts';
import { allocate } from '../bytes.ts';
import { backtraceLength, part, readWord, writeWord } from './backtrace.ts';

/** Why a message without an acceptable backtrace is dropped: it never was one, or it has come too far. */
export type BacktraceFault = 'rx_malformed' | 'ttl_drop';

/**
 * Moves the backtrace of a received message from body to header.
 * @param maxWords - longest backtrace to accept: the TTL where one applies
 * @param from - id of the pipe to put in front, for a reply to find its way back; 0 for none
 * @returns undefined, or the reason to drop the message, which is as it was then
 */
export function takeBacktrace(message: Message, maxWords: number, from = 0): BacktraceFault | undefined {
  const { bytes, start } = message;
  const end = start + message.length;
  const length = backtraceLength(bytes, maxWords, start, end);
  if (length === 0) return backtraceLength(bytes, Infinity, start, end) === 0 ? 'rx_malformed' : 'ttl_drop';
  message.header = from === 0 ? part(bytes, start, length) : withSource(bytes, start, length, from);
  message.skip(length);
  return undefined;
}

function withSource(bytes: Uint8Array, start: number, length: number, from: number): Uint8Array {
  const header = allocate(4 + length);
  writeWord(header, 0, from);
  for (let at = 0; at < length; at += 1) header[4 + at] = bytes[start + at] as number;
  return header;
}

/**
 * Takes the id off a message that must start with one, as replies and responses do.
 * @returns the id, whose top bit is set; 0 where there is none, and the message is as it was then
 */
export function takeId(message: Message): number {
  const { bytes, start } = message;
  if (backtraceLength(bytes, 1, start, start + message.length) === 0) return 0;
  message.skip(4);
  return readWord(bytes, start);
}
