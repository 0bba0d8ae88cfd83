/** The ways to print a message, by the names that `--format` takes. */
export const outputFormats = ['no', 'raw', 'ascii', 'quoted', 'hex', 'msgpack'] as const;

/** One of {@link outputFormats}. */
export type OutputFormat = (typeof outputFormats)[number];

/** Tells whether a text names a format. */
export const isOutputFormat = (text: string): text is OutputFormat =>
  (outputFormats as readonly string[]).includes(text);

const nothing = new Uint8Array(0);

/** Bytes 0 to 255, each as it is written in a format. */
const table = (write: (byte: number) => string): readonly string[] =>
  Array.from({ length: 256 }, (_, byte) => write(byte));

const printable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;
const escaped = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
const named = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

const asAscii = table((byte) => (printable(byte) ? String.fromCharCode(byte) : '.'));
const asHex = table(escaped);
const asQuoted = table((byte) => named.get(byte) ?? (printable(byte) ? String.fromCharCode(byte) : escaped(byte)));

function line(body: Uint8Array, written: readonly string[], quote: string): Uint8Array {
  let text = quote;
  for (const byte of body) text += written[byte] as string;
  return Buffer.from(`${text}${quote}\n`, 'latin1');
}

/** A MessagePack binary object: the shortest of the three length fields, big-endian, then the body. */
function messagePack(body: Uint8Array): Uint8Array {
  const { length } = body;
  const header = Buffer.alloc(length < 0x100 ? 2 : length < 0x1_0000 ? 3 : 5);
  if (header.length === 2) header.writeUInt16BE(0xc400 + length);
  else {
    header[0] = header.length === 3 ? 0xc5 : 0xc6;
    header.writeUIntBE(length, 1, header.length - 1);
  }
  return Buffer.concat([header, body]);
}

const encoders: Readonly<Record<OutputFormat, (body: Uint8Array) => Uint8Array>> = {
  no: () => nothing,
  raw: (body) => body,
  ascii: (body) => line(body, asAscii, ''),
  quoted: (body) => line(body, asQuoted, '"'),
  hex: (body) => line(body, asHex, '"'),
  msgpack: messagePack,
};

/**
 * What a message looks like on standard output:
 *
 * - `no` nothing, `raw` the bytes alone, `msgpack` a MessagePack binary object;
 * - `ascii` a line in which everything but printable ASCII is a dot;
 * - `quoted` a line in double quotes with the escapes of C, `hex` one in which every byte is `\xNN`.
 */
export const formatMessage = (format: OutputFormat, body: Uint8Array): Uint8Array => encoders[format](body);
