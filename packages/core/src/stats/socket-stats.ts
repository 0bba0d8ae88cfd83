import type { ProtocolStat } from '../protocol/protocol.ts';
import type { SocketCore } from '../socket/socket-core.ts';
import type { SocketDialer } from '../socket/dialer.ts';
import type { SocketListener } from '../socket/listener.ts';
import type { SocketPipe } from '../socket/socket-pipe.ts';
import type { EndpointCounters, Traffic } from './counters.ts';
import { counter, id, level, scope, StatNode, text, type StatSpec } from './stat-node.ts';

/** A snapshot of one socket and everything that belongs to it: flat scopes under a root, linked through ids. */
export function snapshot(core: SocketCore): StatNode {
  const children = [
    socketScope(core),
    ...[...core.dialers].map((dialer) => dialerScope(core, dialer)),
    ...[...core.listeners].map((listener) => listenerScope(core, listener)),
    ...[...core.pipes].map((pipe) => pipeScope(core, pipe)),
  ];
  return new StatNode(scope('', 'all statistics', children), core.clock.now());
}

const socketScope = (core: SocketCore): StatSpec =>
  scope('socket', 'one socket', [
    id('id', core.id, 'socket id'),
    text('protocol', core.definition.info.selfName, 'own protocol name'),
    { name: 'raw', description: 'forwards headers', type: 'boolean', value: core.definition.raw },
    level('dialers', core.dialers.size, 'open dialers'),
    level('listeners', core.listeners.size, 'open listeners'),
    level('pipes', core.pipes.size, 'attached pipes'),
    counter('reject', core.rejected, 'pipes refused by hook or protocol'),
    ...traffic(core.traffic),
    ...(core.protocol.stats?.() ?? []).map(inMessages),
    ...[...core.counters].map(([name, count]) => counter(name, count, 'counted by the protocol', 'messages')),
  ]);

/** What a protocol counts is messages. */
const inMessages = (stat: ProtocolStat): StatSpec => ({ ...stat, unit: stat.type === 'boolean' ? 'none' : 'messages' });

const dialerScope = (core: SocketCore, dialer: SocketDialer): StatSpec =>
  scope('dialer', dialer.address, [
    id('id', dialer.id, 'dialer id'),
    id('socket', core.id, 'socket id'),
    level('pipes', dialer.pipe === undefined ? 0 : 1, 'open pipes'),
    counter('connect', dialer.counters.connected, 'connections established'),
    counter('refused', dialer.counters.failures.refused, 'connections refused'),
    ...failures(dialer.counters),
    ...limit(dialer.receiveLimit),
  ]);

const listenerScope = (core: SocketCore, listener: SocketListener): StatSpec =>
  scope('listener', listener.address, [
    id('id', listener.id, 'listener id'),
    id('socket', core.id, 'socket id'),
    level('pipes', listener.pipes.size, 'open pipes'),
    counter('accept', listener.counters.connected, 'connections accepted'),
    ...failures(listener.counters),
    ...limit(listener.receiveLimit),
  ]);

const pipeScope = (core: SocketCore, pipe: SocketPipe): StatSpec =>
  scope('pipe', pipe.address, [
    id('id', pipe.id, 'pipe id'),
    id('socket', core.id, 'socket id'),
    ...(pipe.dialer === undefined ? [] : [id('dialer', pipe.dialer.id, 'the dialer that made it')]),
    ...(pipe.listener === undefined ? [] : [id('listener', pipe.listener.id, 'the listener that made it')]),
    ...traffic(pipe.traffic),
  ]);

const traffic = (of: Traffic): StatSpec[] => [
  counter('tx_msgs', of.txMessages, 'messages sent', 'messages'),
  counter('rx_msgs', of.rxMessages, 'messages received', 'messages'),
  counter('tx_bytes', of.txBytes, 'bytes sent', 'bytes'),
  counter('rx_bytes', of.rxBytes, 'bytes received', 'bytes'),
];

const failures = ({ failures: by, rejected }: EndpointCounters): StatSpec[] => [
  counter('disconnect', by.disconnect, 'connections reset by the peer'),
  counter('canceled', by.canceled, 'connections given up by us'),
  counter('timeout', by.timeout, 'connections that took too long'),
  counter('proto', by.proto, 'handshakes that failed or did not match'),
  counter('auth', by.auth, 'peers not authenticated'),
  counter('oom', by.oom, 'failures for lack of memory'),
  counter('other', by.other, 'other failures'),
  counter('reject', rejected, 'pipes refused by hook or protocol'),
];

const limit = (bytes: number | undefined): StatSpec[] =>
  bytes === undefined ? [] : [level('rcv_max', bytes, 'receive limit', 'bytes')];
