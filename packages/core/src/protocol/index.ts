/**
 * For authors of protocols: the socket runtime, what a protocol provides, and the parts that several of them share.
 *
 * @packageDocumentation
 */
export type {
  Protocol,
  ProtocolContext,
  ProtocolDefinition,
  ProtocolHost,
  ProtocolPipe,
  ProtocolStat,
} from './protocol.ts';
export { allocate } from '../bytes.ts';
export { backtraceLength, part, readWord, rest, wordBytes, writeWord } from './backtrace.ts';
export { takeBacktrace, takeId, type BacktraceFault } from './backtrace-input.ts';
export { Broadcast, BroadcastQueue } from './broadcast.ts';
export { Broadcasting, type BroadcastingOptions } from './broadcasting.ts';
export { countHop, headerHops, hopCount, hopWord, MAX_HOPS } from './hop-count.ts';
export { PipeQueue } from './pipe-queue.ts';
export { protocols } from './protocol-numbers.ts';
export { RawReplying, type RawReplyingOptions } from './raw-replying.ts';
export { QueuedTraffic, type QueuedTrafficOptions } from './queued-traffic.ts';
export { ReadyPipes } from './ready-pipes.ts';
export { ReceiveQueue } from './receive-queue.ts';
export { Receiving, type Inbox, type ReceivingOptions } from './receiving.ts';
export { ReplyExchange, type ReplyOptions } from './reply-exchange.ts';
export { Replying, type ReplyingOptions, type ReplyingRules } from './replying.ts';
export { RequestIds } from './request-ids.ts';
export { RingQueue } from './ring-queue.ts';
export { Schedule, type Scheduled } from './schedule.ts';
export { SendQueue } from './send-queue.ts';
export { SinglePeer } from './single-peer.ts';
export { Waiter, WaiterList, type WaiterKeeper } from './waiter.ts';
export {
  amount,
  deadline,
  duration,
  fact,
  flag,
  integer,
  OptionSet,
  type OptionSpec,
  type OptionTable,
} from '../option-table.ts';
export { systemClock, type Clock } from '../clock.ts';
export { closedError, SpError } from '../sp-error.ts';
export type { ProtocolInfo } from '../protocol-info.ts';
export { checkCall, type CallOptions } from '../socket/call-options.ts';
export { Context } from '../socket/context.ts';
export { PipeIds } from '../socket/pipe-ids.ts';
export { serve, type Handler, type ServeOptions } from '../socket/serve.ts';
export { ServingSocket, type Serves } from '../socket/serving-socket.ts';
export { Socket } from '../socket/socket.ts';
export { toMessage } from '../message.ts';
export { withClock } from '../transport/transports.ts';
