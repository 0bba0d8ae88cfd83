import { generateKeyPairSync, sign } from 'node:crypto';

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
const identifier = (...bytes: readonly number[]): Buffer => tlv(0x06, Buffer.from(bytes));
const integer = (value: number): Buffer => tlv(0x02, Buffer.from([value]));
const time = (milliseconds: number): Buffer =>
  tlv(0x17, Buffer.from(`${new Date(milliseconds).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const extension = (lastByte: number, value: Uint8Array): Buffer =>
  sequence(identifier(0x55, 0x1d, lastByte), tlv(0x04, value));

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1, good for an hour, that is its own authority. */
export function newIdentity(commonName: string): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ECDSA with SHA-256
  const name = sequence(tlv(0x31, sequence(identifier(0x55, 0x04, 0x03), tlv(0x0c, Buffer.from(commonName)))));
  const hour = 3_600_000;
  const contents = sequence(
    tlv(0xa0, integer(2)), // version 3
    integer(1),
    algorithm,
    name,
    sequence(time(Date.now() - hour), time(Date.now() + hour)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(
      0xa3,
      sequence(
        extension(0x13, sequence(tlv(0x01, Buffer.from([0xff])))), // an authority
        extension(0x11, sequence(tlv(0x87, Buffer.from([127, 0, 0, 1])))), // and a server at this address
      ),
    ),
  );
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', contents, privateKey));
  return {
    certificate: pem('CERTIFICATE', sequence(contents, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
