import type { Message } from '../message.ts';
import { head, rest, wordBytes } from './backtrace.ts';

/**
 * The hop word of PAIR1 and STAR: four bytes in front of the body.
 *
 * | Byte   | Value                                       |
 * | ------ | ------------------------------------------- |
 * | 0 .. 2 | 0                                           |
 * | 3      | how many nodes the message has come through |
 */

/** The largest count there is: a message that carries it can't be counted any further. */
export const MAX_HOPS = 255;

/** The hop count at the start of `bytes`, 0 to 255; -1 where there is no hop word. */
export function hopCount(bytes: Uint8Array): number {
  if (bytes.length < 4 || ((bytes[0] as number) | (bytes[1] as number) | (bytes[2] as number)) !== 0) return -1;
  return bytes[3] as number;
}

/** A hop word as four bytes of its own. */
export const hopWord = (count: number): Uint8Array => wordBytes(count);

/**
 * Moves the hop word of a received message from body to header, counted up by one. The body must start with a hop word
 * below {@link MAX_HOPS}.
 */
export function countHop(message: Message): void {
  const { body } = message;
  (body[3] as number) += 1;
  message.header = head(body, 4);
  message.body = rest(body, 4);
}
