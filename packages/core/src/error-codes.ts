import { errorTexts, type ErrorCode } from './error-texts.ts';

/** What is published about one error code; `docs/errors.md` is generated from it. */
export interface ErrorInfo {
  /** The first part of the message. */
  readonly text: string;
  /** What a user can do about it. */
  readonly remedy: string;
  /** The constant of mangos v3 with the same meaning, where there is one. */
  readonly mangos?: string;
  /** The error numbers of NNG with the same meaning. */
  readonly nng?: readonly number[];
}

/** All codes with their published facts. */
export const errorCodes: Readonly<Record<ErrorCode, ErrorInfo>> = {
  ERR_SP_CLOSED: {
    text: errorTexts.ERR_SP_CLOSED,
    remedy: 'The socket, context, endpoint or pipe was closed; make a new one.',
    mangos: 'ErrClosed',
    nng: [7],
  },
  ERR_SP_SEND_TIMEOUT: {
    text: errorTexts.ERR_SP_SEND_TIMEOUT,
    remedy: 'No peer took the message in time; retry, raise sendDeadline, or set bestEffort.',
    mangos: 'ErrSendTimeout',
    nng: [5, 8],
  },
  ERR_SP_RECV_TIMEOUT: {
    text: errorTexts.ERR_SP_RECV_TIMEOUT,
    remedy: 'Nothing arrived in time; retry or raise recvDeadline.',
    mangos: 'ErrRecvTimeout',
    nng: [5, 8],
  },
  ERR_SP_CANCELED: {
    text: errorTexts.ERR_SP_CANCELED,
    remedy: 'A newer request replaced this one, or its only peer went away; send again.',
    mangos: 'ErrCanceled',
    nng: [20, 19],
  },
  ERR_SP_NO_PEERS: {
    text: errorTexts.ERR_SP_NO_PEERS,
    remedy: 'Connect a peer first, or clear failNoPeers to wait for one.',
    mangos: 'ErrNoPeers',
  },
  ERR_SP_PROTO_STATE: {
    text: errorTexts.ERR_SP_PROTO_STATE,
    remedy: 'Call in the order of the pattern: request before reply, one receive at a time.',
    mangos: 'ErrProtoState',
    nng: [11, 4],
  },
  ERR_SP_PROTO_OP: {
    text: errorTexts.ERR_SP_PROTO_OP,
    remedy: 'This pattern has no such operation; use the peer protocol or the cooked socket.',
    mangos: 'ErrProtoOp',
    nng: [9],
  },
  ERR_SP_BAD_OPTION: {
    text: errorTexts.ERR_SP_BAD_OPTION,
    remedy: 'Check the name and where the option applies; docs/options.md lists them.',
    mangos: 'ErrBadOption',
    nng: [9, 24, 25],
  },
  ERR_SP_BAD_VALUE: {
    text: errorTexts.ERR_SP_BAD_VALUE,
    remedy: 'Check type and range; the message names what is expected.',
    mangos: 'ErrBadValue',
    nng: [3, 30, 12],
  },
  ERR_SP_BAD_PROPERTY: {
    text: errorTexts.ERR_SP_BAD_PROPERTY,
    remedy: 'This pipe does not know the property; its transport may not provide it.',
    mangos: 'ErrBadProperty',
    nng: [9],
  },
  ERR_SP_BAD_TRAN: {
    text: errorTexts.ERR_SP_BAD_TRAN,
    remedy: 'Give transports() the transport of this scheme; addresses read scheme://...',
    mangos: 'ErrBadTran',
    nng: [9, 15],
  },
  ERR_SP_BAD_ADDR: {
    text: errorTexts.ERR_SP_BAD_ADDR,
    remedy: 'Correct the part after the scheme; the message says what is wrong with it.',
    mangos: 'ErrBadAddr',
    nng: [15],
  },
  ERR_SP_ADDR_IN_USE: {
    text: errorTexts.ERR_SP_ADDR_IN_USE,
    remedy: 'Another listener has the address, or this endpoint is active already.',
    mangos: 'ErrAddrInUse',
    nng: [10],
  },
  ERR_SP_CONN_REFUSED: {
    text: errorTexts.ERR_SP_CONN_REFUSED,
    remedy: 'Nobody listens there yet; start the peer first or dial with dialAsync.',
    mangos: 'ErrConnRefused',
    nng: [6],
  },
  ERR_SP_CONN_RESET: {
    text: errorTexts.ERR_SP_CONN_RESET,
    remedy: 'The connection broke; a dialer connects again by itself.',
    nng: [18, 19],
  },
  ERR_SP_CONN_TIMEOUT: {
    text: errorTexts.ERR_SP_CONN_TIMEOUT,
    remedy: 'The peer did not finish the handshake in time; check that it speaks SP on this port.',
    nng: [5],
  },
  ERR_SP_EOF: {
    text: errorTexts.ERR_SP_EOF,
    remedy: 'The peer hung up, often because the protocols do not match.',
    nng: [31],
  },
  ERR_SP_IO: {
    text: errorTexts.ERR_SP_IO,
    remedy: 'The operating system refused; its own error is the cause.',
  },
  ERR_SP_BAD_HEADER: {
    text: errorTexts.ERR_SP_BAD_HEADER,
    remedy: 'The peer does not speak the Scalability Protocols.',
    mangos: 'ErrBadHeader',
    nng: [13],
  },
  ERR_SP_BAD_VERSION: {
    text: errorTexts.ERR_SP_BAD_VERSION,
    remedy: 'The peer speaks another version of the SP transport mapping.',
    mangos: 'ErrBadVersion',
    nng: [13],
  },
  ERR_SP_BAD_PROTO: {
    text: errorTexts.ERR_SP_BAD_PROTO,
    remedy: 'Connect matching protocols: REQ with REP, PUB with SUB, and so on.',
    mangos: 'ErrBadProto',
    nng: [13, 3],
  },
  ERR_SP_TOO_LONG: {
    text: errorTexts.ERR_SP_TOO_LONG,
    remedy: 'Raise maxRecvSize at the receiver, or send less.',
    mangos: 'ErrTooLong',
    nng: [17],
  },
  ERR_SP_TOO_SHORT: {
    text: errorTexts.ERR_SP_TOO_SHORT,
    remedy: 'The peer sent less than its protocol demands.',
    mangos: 'ErrTooShort',
    nng: [13],
  },
  ERR_SP_GARBLED: {
    text: errorTexts.ERR_SP_GARBLED,
    remedy: 'The peer sent bytes that its protocol does not allow.',
    mangos: 'ErrGarbled',
    nng: [13],
  },
  ERR_SP_NOT_RAW: {
    text: errorTexts.ERR_SP_NOT_RAW,
    remedy: 'Devices forward between raw sockets; use createRaw...().',
    mangos: 'ErrNotRaw',
    nng: [3],
  },
  ERR_SP_NO_CONTEXT: {
    text: errorTexts.ERR_SP_NO_CONTEXT,
    remedy: 'Open a second socket instead; ERR_SP_PROTO_OP is what openContext raises.',
    mangos: 'ErrNoContext',
    nng: [9],
  },
  ERR_SP_TLS_NO_CONFIG: {
    text: errorTexts.ERR_SP_TLS_NO_CONFIG,
    remedy: 'Pass the tls option when listening on a TLS address.',
    mangos: 'ErrTLSNoConfig',
    nng: [26],
  },
  ERR_SP_TLS_NO_CERT: {
    text: errorTexts.ERR_SP_TLS_NO_CERT,
    remedy: 'A TLS listener needs a certificate and its key.',
    mangos: 'ErrTLSNoCert',
    nng: [26],
  },
  ERR_SP_TLS_AUTH: {
    text: errorTexts.ERR_SP_TLS_AUTH,
    remedy:
      'Trust the issuer by ca in the tls option, dial the name in the certificate, or show one that the peer takes.',
    nng: [27],
  },
  ERR_SP_BAD_SPI: {
    text: errorTexts.ERR_SP_BAD_SPI,
    remedy: 'Install versions of the transport and of @sp/core that fit together.',
  },
};
