import { describe, expect, test } from '@jest/globals';
import { formatMessage, isOutputFormat, outputFormats, type OutputFormat } from '../src/output-format.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const example = Buffer.from('61225c090a0d01e9', 'hex');
const empty = new Uint8Array(0);

const written = (format: OutputFormat, body: Uint8Array): string =>
  Buffer.from(formatMessage(format, body)).toString('latin1');

// Each row is sixteen bytes, in order.
const asciiRows = [
  '................',
  '................',
  ' !"#$%&\'()*+,-./',
  '0123456789:;<=>?',
  '@ABCDEFGHIJKLMNO',
  'PQRSTUVWXYZ[\\]^_',
  '`abcdefghijklmno',
  'pqrstuvwxyz{|}~.',
  '................',
  '................',
  '................',
  '................',
  '................',
  '................',
  '................',
  '................',
];

const quotedRows = [
  String.raw`\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f`,
  String.raw`\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f`,
  String.raw` !\"#$%&'()*+,-./`,
  String.raw`0123456789:;<=>?`,
  String.raw`@ABCDEFGHIJKLMNO`,
  String.raw`PQRSTUVWXYZ[\\]^_`,
  '`abcdefghijklmno',
  String.raw`pqrstuvwxyz{|}~\x7f`,
  String.raw`\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f`,
  String.raw`\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f`,
  String.raw`\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf`,
  String.raw`\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf`,
  String.raw`\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf`,
  String.raw`\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf`,
  String.raw`\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef`,
  String.raw`\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff`,
];

const hexRows = [
  String.raw`\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f`,
  String.raw`\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f`,
  String.raw`\x20\x21\x22\x23\x24\x25\x26\x27\x28\x29\x2a\x2b\x2c\x2d\x2e\x2f`,
  String.raw`\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x3a\x3b\x3c\x3d\x3e\x3f`,
  String.raw`\x40\x41\x42\x43\x44\x45\x46\x47\x48\x49\x4a\x4b\x4c\x4d\x4e\x4f`,
  String.raw`\x50\x51\x52\x53\x54\x55\x56\x57\x58\x59\x5a\x5b\x5c\x5d\x5e\x5f`,
  String.raw`\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f`,
  String.raw`\x70\x71\x72\x73\x74\x75\x76\x77\x78\x79\x7a\x7b\x7c\x7d\x7e\x7f`,
  ...quotedRows.slice(8),
];

describe('every byte value', () => {
  test('[cli 9.3.3] raw: the bytes alone', () => {
    expect([...formatMessage('raw', everyByte)]).toEqual([...everyByte]);
  });

  test('[cli 9.3.3] ascii: dots for all but printable ASCII, and a newline', () => {
    expect(written('ascii', everyByte)).toBe(`${asciiRows.join('')}\n`);
  });

  test('[cli 9.3.3] quoted: double quotes, the escapes of C, lower case hexadecimal', () => {
    expect(written('quoted', everyByte)).toBe(`"${quotedRows.join('')}"\n`);
  });

  test('[cli 9.3.3] hex: double quotes, every byte an escape', () => {
    expect(written('hex', everyByte)).toBe(`"${hexRows.join('')}"\n`);
  });

  test('[cli 9.3.3] msgpack: a binary object with a two-byte length', () => {
    expect([...formatMessage('msgpack', everyByte)]).toEqual([0xc5, 1, 0, ...everyByte]);
  });

  test('no: nothing', () => {
    expect(formatMessage('no', everyByte)).toHaveLength(0);
  });
});

test.each<[OutputFormat, string]>([
  ['no', ''],
  ['raw', 'a"\\\t\n\r\x01\xe9'],
  ['ascii', 'a"\\.....\n'],
  ['quoted', '"a\\"\\\\\\t\\n\\r\\x01\\xe9"\n'],
  ['hex', '"\\x61\\x22\\x5c\\x09\\x0a\\x0d\\x01\\xe9"\n'],
  ['msgpack', '\xc4\x08a"\\\t\n\r\x01\xe9'],
])('%s of a short message', (format, expected) => {
  expect(written(format, example)).toBe(expected);
});

test.each<[OutputFormat, string]>([
  ['no', ''],
  ['raw', ''],
  ['ascii', '\n'],
  ['quoted', '""\n'],
  ['hex', '""\n'],
  ['msgpack', '\xc4\x00'],
])('%s of the empty message', (format, expected) => {
  expect(written(format, empty)).toBe(expected);
});

test.each([
  [0, 'c400'],
  [255, 'c4ff'],
  [256, 'c50100'],
  [300, 'c5012c'],
  [65_535, 'c5ffff'],
  [65_536, 'c600010000'],
  [1_048_576, 'c600100000'],
])('msgpack of %d bytes starts with %s', (length, header) => {
  const message = Buffer.from(formatMessage('msgpack', new Uint8Array(length).fill(7)));
  expect(message.subarray(0, header.length / 2).toString('hex')).toBe(header);
  expect(message.subarray(header.length / 2).equals(Buffer.alloc(length, 7))).toBe(true);
});

test('names of formats', () => {
  expect(outputFormats.every(isOutputFormat)).toBe(true);
  expect(['', 'RAW', 'wrong', 'toString'].some(isOutputFormat)).toBe(false);
});
