/**
 * For authors of transports: what a transport provides, what it is given, and the parts that most of them need.
 *
 * @packageDocumentation
 */
export { SPI_VERSION } from './transport.ts';
export type {
  DialRequest,
  ListeningTransport,
  ListenRequest,
  PipeSink,
  Transport,
  TransportListener,
  TransportPipe,
} from './transport.ts';
export { HANDSHAKE_TIMEOUT, keepAlive, keepAliveTime, maxRecvSize, noDelay } from './common-options.ts';
export { formatHostPort, parseHostPort, type HostPort } from './host-port.ts';
export { tcpOptions, type TcpOptions } from './tcp-options.ts';
export {
  connectPlace,
  listenPlace,
  parseTcpTarget,
  type AddressFamily,
  type ConnectPlace,
  type ListenPlace,
  type TcpTarget,
} from './tcp-target.ts';
export { definedSettings, requireCertificate, tlsOption, type TlsConfigFacts } from './tls-config.ts';
export { tlsStateOf, type TlsConnection, type TlsPeerCertificate, type TlsState } from './tls-state.ts';
export { splitAddress } from './split-address.ts';
export { sourceAddress, type NetworkInterfaces } from './source-address.ts';
export { fromSystemError } from './system-error.ts';
export { defer, type Deferred } from '../run-queue.ts';
export { amount, deadline, duration, fact, flag, integer, type OptionSpec, type OptionTable } from '../option-table.ts';
export { allocate } from '../bytes.ts';
export { systemClock, type Clock } from '../clock.ts';
export type { AbortSignalLike, TimerHandle } from '../host.ts';
export { Message } from '../message.ts';
export type { PipeProperties } from '../pipe.ts';
export type { ProtocolInfo } from '../protocol-info.ts';
export { SpError } from '../sp-error.ts';
