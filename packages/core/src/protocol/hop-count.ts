import type { Message } from '../message.ts';
import { part, wordBytes } from './backtrace.ts';

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

/** The hop count at the start of a body, 0 to 255; -1 where there is no hop word. */
export const hopCount = ({ bytes, start, length }: Message): number => (length < 4 ? -1 : hopsAt(bytes, start));

/** The hop count of a header; -1 where there is no hop word. */
export const headerHops = (header: Uint8Array): number => (header.length < 4 ? -1 : hopsAt(header, 0));

const hopsAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) | (bytes[at + 1] as number) | (bytes[at + 2] as number)) === 0
    ? (bytes[at + 3] as number)
    : -1;

/** A hop word as four bytes of its own. */
export const hopWord = (count: number): Uint8Array => wordBytes(count);

/**
 * Moves the hop word of a received message from body to header, counted up by one. The body must start with a hop word
 * below {@link MAX_HOPS}.
 */
export function countHop(message: Message): void {
  const { bytes, start } = message;
  (bytes[start + 3] as number) += 1;
  message.header = part(bytes, start, 4);
  message.skip(4);
}
