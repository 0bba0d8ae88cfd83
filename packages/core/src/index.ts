/**
 * The Scalability Protocols for applications: messages, errors, transports as values, devices, statistics.
 *
 * Sockets come from the protocol packages, transports from the transport packages.
 *
 * @packageDocumentation
 */
export { device, type Device, type Forwards } from './device.ts';
export { errorCodes, type ErrorInfo } from './error-codes.ts';
export type { ErrorCode } from './error-texts.ts';
export { isSpError, SpError } from './sp-error.ts';
export { Message, type Payload } from './message.ts';
export type { Pipe, PipeHook, PipeProperties } from './pipe.ts';
export type { ProtocolInfo } from './protocol-info.ts';
export { transports } from './transport/transports.ts';
export type {
  AddressOf,
  AnyTransport,
  DialOptionsOf,
  Listening,
  ListenOptionsOf,
  SameScheme,
  TransportOf,
  Transports,
} from './transport/transports.ts';
export type { CallOptions } from './socket/call-options.ts';
export type { CloseReport } from './socket/socket-core.ts';
export type { CoreOptions, DialerOptions } from './socket/core-options.ts';
export type { Dialer } from './socket/dialer.ts';
export type { Listener } from './socket/listener.ts';
export type { ContextBase, OpensContexts, Receives, Sends, SocketBase } from './socket/socket-types.ts';
export type { Observed, ObservedKind, Observer } from './stats/observer.ts';
export type { StatNode, StatType, StatUnit } from './stats/stat-node.ts';
export type { AbortSignalLike } from './host.ts';
