/**
 * Test cases as data for transports, byte streams and protocols, and the doubles that they are tested with.
 *
 * @packageDocumentation
 */
export { ManualClock } from './manual-clock.ts';
export { mockNet, MockNet, type MockAddress, type MockTarget, type MockTransport } from './mock-net.ts';
export { mockNets } from './mock-nets.ts';
export { MockDials } from './mock-dials.ts';
export { MockPipe, type SentMessage } from './mock-pipe.ts';
export { counter, idOf, texts, watch, type Counting, type Watched } from './observing.ts';
export { settled } from './settle.ts';
export { duplexPair, TestDuplex, type DuplexSettings } from './stream/duplex-pair.ts';
export { ComplianceError } from './assert.ts';
export type { ComplianceCase } from './compliance-case.ts';
export { transportCases } from './transport/transport-cases.ts';
export { transportClaims, type TransportClaim, type TransportSubject } from './transport/transport-subject.ts';
export { streamCases } from './stream/stream-cases.ts';
export type { StreamClaim, StreamSubject } from './stream/stream-subject.ts';
export { streamTransportCases, type StreamTransportSubject } from './wire/stream-transport-cases.ts';
export { RawPeer } from './wire/raw-peer.ts';
export { survivesFlood, type ScarceListener } from './wire/flood.ts';
export {
  optionDefaults,
  StreamWireBench,
  WireBench,
  WireEnd,
  WireStation,
  type RawServer,
  type WireBenchSettings,
  type WireDialSettings,
  type WireListenSettings,
} from './wire/wire-bench.ts';
export { codeOf, fromHex, quiet, rep, repHeader, req, reqHeader, toHex, until } from './wire/wire-tools.ts';
export { protocolCases } from './protocol/protocol-cases.ts';
export type {
  OptionKind,
  OptionRow,
  ProtocolSubject,
  SendWaits,
  SubjectExchange,
  SubjectSocket,
} from './protocol/protocol-subject.ts';
