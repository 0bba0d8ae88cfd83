/** The code of an {@link SpError}. Codes are stable: they change only with a major version. */
export type ErrorCode =
  | 'ERR_SP_CLOSED'
  | 'ERR_SP_SEND_TIMEOUT'
  | 'ERR_SP_RECV_TIMEOUT'
  | 'ERR_SP_CANCELED'
  | 'ERR_SP_NO_PEERS'
  | 'ERR_SP_PROTO_STATE'
  | 'ERR_SP_PROTO_OP'
  | 'ERR_SP_BAD_OPTION'
  | 'ERR_SP_BAD_VALUE'
  | 'ERR_SP_BAD_PROPERTY'
  | 'ERR_SP_BAD_TRAN'
  | 'ERR_SP_BAD_ADDR'
  | 'ERR_SP_ADDR_IN_USE'
  | 'ERR_SP_CONN_REFUSED'
  | 'ERR_SP_CONN_RESET'
  | 'ERR_SP_CONN_TIMEOUT'
  | 'ERR_SP_EOF'
  | 'ERR_SP_IO'
  | 'ERR_SP_BAD_HEADER'
  | 'ERR_SP_BAD_VERSION'
  | 'ERR_SP_BAD_PROTO'
  | 'ERR_SP_TOO_LONG'
  | 'ERR_SP_TOO_SHORT'
  | 'ERR_SP_GARBLED'
  | 'ERR_SP_NOT_RAW'
  | 'ERR_SP_NO_CONTEXT'
  | 'ERR_SP_TLS_NO_CONFIG'
  | 'ERR_SP_TLS_NO_CERT'
  | 'ERR_SP_TLS_AUTH'
  | 'ERR_SP_BAD_SPI';

/** How the message of each error begins; apart from the rest of what is published, so that programs stay small. */
export const errorTexts: Readonly<Record<ErrorCode, string>> = {
  ERR_SP_CLOSED: 'object closed',
  ERR_SP_SEND_TIMEOUT: 'send time out',
  ERR_SP_RECV_TIMEOUT: 'receive time out',
  ERR_SP_CANCELED: 'operation canceled',
  ERR_SP_NO_PEERS: 'no connected peers',
  ERR_SP_PROTO_STATE: 'incorrect protocol state',
  ERR_SP_PROTO_OP: 'invalid operation for protocol',
  ERR_SP_BAD_OPTION: 'invalid or unsupported option',
  ERR_SP_BAD_VALUE: 'invalid option value',
  ERR_SP_BAD_PROPERTY: 'invalid property name',
  ERR_SP_BAD_TRAN: 'invalid or unsupported transport',
  ERR_SP_BAD_ADDR: 'invalid address',
  ERR_SP_ADDR_IN_USE: 'address in use',
  ERR_SP_CONN_REFUSED: 'connection refused',
  ERR_SP_CONN_RESET: 'connection reset',
  ERR_SP_CONN_TIMEOUT: 'connection time out',
  ERR_SP_EOF: 'connection closed by peer',
  ERR_SP_IO: 'input or output error',
  ERR_SP_BAD_HEADER: 'invalid header received',
  ERR_SP_BAD_VERSION: 'invalid protocol version',
  ERR_SP_BAD_PROTO: 'invalid or unsupported protocol',
  ERR_SP_TOO_LONG: 'message is too long',
  ERR_SP_TOO_SHORT: 'message is too short',
  ERR_SP_GARBLED: 'message garbled',
  ERR_SP_NOT_RAW: 'socket not raw',
  ERR_SP_NO_CONTEXT: 'protocol does not support contexts',
  ERR_SP_TLS_NO_CONFIG: 'missing TLS configuration',
  ERR_SP_TLS_NO_CERT: 'missing TLS certificates',
  ERR_SP_TLS_AUTH: 'certificate not accepted',
  ERR_SP_BAD_SPI: 'unsupported transport interface',
};
