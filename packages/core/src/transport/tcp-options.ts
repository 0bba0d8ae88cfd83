import type { OptionTable } from '../option-table.ts';
import { keepAlive, keepAliveTime, maxRecvSize, noDelay } from './common-options.ts';

declare module '../pipe.ts' {
  interface PipeProperties {
    /** Whether the connection was made to send small packets at once. */
    noDelay: boolean;
    /** Whether the connection was made to probe a silent peer. */
    keepAlive: boolean;
    /** Silence before the first probe that the connection was made with, in milliseconds. */
    keepAliveTime: number;
  }
}

/** The options of a connection over TCP, for dialing and for listening. */
export interface TcpOptions {
  /** Sends small packets at once instead of collecting them (TCP_NODELAY); true by default. */
  noDelay: boolean;
  /** Probes a silent connection, so that a vanished peer is noticed; true by default. */
  keepAlive: boolean;
  /** Silence before the first probe, in milliseconds, rounded up to whole seconds; 0, the default, is the system's. */
  keepAliveTime: number;
  /** Longest message to accept, protocol header included, in bytes; `Infinity` for any. The socket's by default. */
  maxRecvSize: number;
}

/** How these options are checked and what they default to. */
export const tcpOptions: OptionTable<TcpOptions> = { noDelay, keepAlive, keepAliveTime, maxRecvSize };
