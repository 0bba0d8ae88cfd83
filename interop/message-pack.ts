/** Bytes that a message takes as a MessagePack binary object, which is how the programs are told to print messages. */
export const packedLength = (length: number): number => length + headerOf(length).length;

/** The first message of an output: unlike raw output this has boundaries, and shows an empty message. */
export function unpacked(output: Uint8Array, length: number): Uint8Array {
  const header = headerOf(length);
  const printed = output.subarray(0, header.length);
  if (Buffer.compare(printed, header) !== 0) {
    throw new Error(`printed ${Buffer.from(printed).toString('hex')}... instead of a message of ${length} bytes`);
  }
  return output.subarray(header.length, header.length + length);
}

function headerOf(length: number): Buffer {
  if (length < 0x100) return Buffer.from([0xc4, length]);
  if (length < 0x1_0000) return Buffer.from([0xc5, length >> 8, length]);
  return Buffer.from([0xc6, length >> 24, length >> 16, length >> 8, length]);
}
