/**
 * The Scalability Protocols for browsers in one package: WebSocket to dial with, names within the page, every protocol,
 * and the public part of core.
 *
 * A bundle of one's own is a file like this one.
 *
 * @packageDocumentation
 */
import { transports, type Transports } from '@sp/core';
import { inproc } from '@sp/transport-inproc';
import { ws } from '@sp/transport-ws/browser';

/** The transports that {@link webTransports} holds. */
export type WebTransport = ReturnType<typeof inproc> | ReturnType<typeof ws>;

/** All transports of this package: what to give to the `create...` functions. */
export const webTransports = (): Transports<WebTransport> => transports(ws(), inproc());

export { inproc } from '@sp/transport-inproc';
export {
  ws,
  type BrowserWsOptions,
  type BrowserWsScheme,
  type BrowserWsSettings,
  type WebSocketClass,
  type WebSocketLike,
  type WsAddress,
  type WsScheme,
} from '@sp/transport-ws/browser';

export {
  createRawReq,
  createReq,
  type RawReq,
  type RawReqOptions,
  type Req,
  type ReqContext,
  type ReqOptions,
} from '@sp/protocol-req';
export {
  createRawRep,
  createRep,
  type Handler,
  type RawRep,
  type RawRepOptions,
  type Rep,
  type RepContext,
  type RepContextOptions,
  type RepOptions,
  type ServeOptions,
} from '@sp/protocol-rep';

export { createBus, createRawBus, type Bus, type BusOptions, type RawBus } from '@sp/protocol-bus';
export {
  createRawRespondent,
  createRespondent,
  type RawRespondent,
  type RawRespondentOptions,
  type Respondent,
  type RespondentContext,
  type RespondentContextOptions,
  type RespondentOptions,
} from '@sp/protocol-respondent';
export { createRawStar, createStar, type RawStar, type Star, type StarOptions } from '@sp/protocol-star';
export {
  createRawSurveyor,
  createSurveyor,
  type RawSurveyor,
  type RawSurveyorOptions,
  type Surveyor,
  type SurveyorContext,
  type SurveyorContextOptions,
  type SurveyorOptions,
} from '@sp/protocol-surveyor';

export { createPair, createRawPair, type Pair, type PairOptions, type RawPair } from '@sp/protocol-pair';
export {
  createPair1,
  createPair1Poly,
  createRawPair1,
  type Pair1,
  type Pair1Facts,
  type Pair1Options,
  type Pair1Poly,
  type RawPair1,
} from '@sp/protocol-pair1';
export { createPub, createRawPub, type Pub, type PubOptions, type RawPub } from '@sp/protocol-pub';
export {
  createRawSub,
  createSub,
  type RawSub,
  type RawSubOptions,
  type Sub,
  type SubContext,
  type SubOptions,
  type SubscribeOption,
  type Subscribes,
  type Topic,
} from '@sp/protocol-sub';
export { createPush, createRawPush, type Push, type PushOptions, type RawPush } from '@sp/protocol-push';
export { createPull, createRawPull, type Pull, type PullOptions, type RawPull } from '@sp/protocol-pull';

export { device, errorCodes, isSpError, Message, SpError, transports } from '@sp/core';
export type {
  AbortSignalLike,
  AddressOf,
  AnyTransport,
  CallOptions,
  CloseReport,
  ContextBase,
  CoreOptions,
  Device,
  Dialer,
  DialerOptions,
  DialOptionsOf,
  ErrorCode,
  ErrorInfo,
  Forwards,
  Listener,
  Listening,
  ListenOptionsOf,
  Observed,
  ObservedKind,
  Observer,
  OpensContexts,
  Payload,
  Pipe,
  PipeHook,
  PipeProperties,
  ProtocolInfo,
  Receives,
  Sends,
  SocketBase,
  StatNode,
  StatType,
  StatUnit,
  TransportOf,
  Transports,
} from '@sp/core';
