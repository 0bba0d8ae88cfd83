import { ipc, inproc, tcp, tls, transports, type NodeTransport, type Transports } from '@sp/node';
import { generate } from 'selfsigned';

const made = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  algorithm: 'sha256',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
});

/** A certificate for the loopback address, and its key. */
export const certified: { readonly cert: string; readonly key: string } = { cert: made.cert, key: made.private };

const plain = tls();
const { dialOptions, listenOptions } = plain;

/** All transports; the one of TLS has a certificate, and trusts it, without being told. */
export const certifiedNet: Transports<NodeTransport> = transports(tcp(), ipc(), inproc(), {
  ...plain,
  dialOptions: { ...dialOptions, tls: { ...dialOptions.tls, default: { ca: certified.cert } } },
  listenOptions: { ...listenOptions, tls: { ...listenOptions.tls, default: certified } },
});
